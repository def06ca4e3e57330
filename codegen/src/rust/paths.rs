//! Paths as generated files spell them, and the imports that make them short.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use super::plan::Plan;
use super::sheet::{self, Sheet};
use crate::model::{Primitive, Target, TypeRef};

/// A type, or the path of another item, as code spells it: names of this generator and of the names pass, none of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ty(Cow<'static, str>);

impl Ty {
    /// A path that was put together from identifiers.
    pub fn path(path: String) -> Ty {
        Ty(path.into())
    }

    /// An identifier, raw if it is a reserved word.
    pub fn ident(name: &str) -> Ty {
        let mut path = String::with_capacity(name.len());
        sheet::ident(name, &mut path);
        Ty::path(path)
    }

    /// `Outer<Inner>`
    pub fn of(&self, inner: &Ty) -> Ty {
        Ty(format!("{self}<{inner}>").into())
    }

    /// Two arguments of a generic type.
    pub fn and(&self, other: &Ty) -> Ty {
        Ty(format!("{self}, {other}").into())
    }

    /// The type with code around it.
    pub fn within(&self, before: &'static str, behind: &'static str) -> Ty {
        Ty(format!("{before}{self}{behind}").into())
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Ty {
    fn from(code: &'static str) -> Ty {
        Ty(code.into())
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Paths as one file spells them: short where the file's own type does not shadow them.
pub(super) struct Paths<'a> {
    /// Names of types and modules that the file itself defines.
    own: BTreeSet<String>,
    /// What is imported from the runtime.
    imports: BTreeSet<&'static str>,
    /// Whether anything refers to `models`.
    uses_models: bool,
    plan: &'a Plan<'a>,
}

impl<'a> Paths<'a> {
    pub fn new(plan: &'a Plan<'a>, own: impl IntoIterator<Item = String>) -> Paths<'a> {
        Paths { own: own.into_iter().collect(), imports: BTreeSet::new(), uses_models: false, plan }
    }

    /// An item of the runtime.
    pub fn runtime(&mut self, name: &'static str) -> Ty {
        if self.own.contains(name) {
            Ty::path(format!("{}::runtime::{name}", self.plan.root.path()))
        } else {
            self.imports.insert(name);
            name.into()
        }
    }

    /// An item of the standard prelude.
    pub fn prelude(&self, name: &'static str) -> Ty {
        if !self.own.contains(name) {
            return name.into();
        }
        let path = match name {
            "Box" => "::std::boxed::Box",
            "Vec" => "::std::vec::Vec",
            "String" => "::std::string::String",
            "Option" => "::core::option::Option",
            "Result" => "::core::result::Result",
            "Ok" => "::core::result::Result::Ok",
            "Into" => "::core::convert::Into",
            "AsRef" => "::core::convert::AsRef",
            other => other,
        };
        path.into()
    }

    /// A model type, or the enum over it and the types derived from it.
    fn model(&mut self, name: &str) -> Ty {
        match self.plan.reference(name) {
            Some(reference) => self.below_models(reference.path.clone()),
            None => self.runtime("Untyped"),
        }
    }

    /// A model type itself, even where an enum over derived types exists.
    pub fn exact(&mut self, key: &str) -> Option<Ty> {
        let path = self.plan.model(key)?;
        Some(self.below_models(path))
    }

    /// `models::X`, absolute where the file has a module of that name itself.
    fn below_models(&mut self, path: String) -> Ty {
        if self.own.contains("models") {
            return Ty::path(format!("{}::{path}", self.plan.root.path()));
        }
        self.uses_models = true;
        Ty::path(path)
    }

    /// A single value of a type, not boxed.
    pub fn single(&mut self, ty: &TypeRef) -> Ty {
        match &ty.target {
            Target::Primitive(primitive) => self.primitive(*primitive),
            Target::Named(name) => self.model(name),
            Target::Unresolved(_) => self.runtime("Untyped"),
        }
    }

    fn primitive(&mut self, primitive: Primitive) -> Ty {
        match primitive {
            Primitive::String => self.prelude("String"),
            Primitive::Boolean => "bool".into(),
            Primitive::SByte => "i8".into(),
            Primitive::Byte => "u8".into(),
            Primitive::Int16 => "i16".into(),
            Primitive::Int32 => "i32".into(),
            Primitive::Int64 => self.runtime("Int64"),
            Primitive::Single => self.runtime("Single"),
            Primitive::Double | Primitive::Decimal => self.runtime("Double"),
            Primitive::Guid => self.runtime("Guid"),
            Primitive::DateTimeOffset => self.runtime("DateTimeOffset"),
            Primitive::Date => self.runtime("Date"),
            Primitive::TimeOfDay => self.runtime("TimeOfDay"),
            Primitive::Duration => self.runtime("Duration"),
            Primitive::Binary => self.runtime("Binary"),
            Primitive::Stream | Primitive::Untyped => self.runtime("Untyped"),
        }
    }

    /// The type of a field, without `Property`.
    pub fn field(&mut self, ty: &TypeRef) -> Ty {
        let single = self.single(ty);
        if ty.collection {
            return self.prelude("Vec").of(&single);
        }
        // Objects are boxed: most are absent most of the time, and types may contain themselves.
        // The enums over derived types hold boxes themselves.
        let boxed = |name: &String| self.plan.reference(name).is_some_and(|reference| reference.boxed);
        if matches!(&ty.target, Target::Named(name) if boxed(name)) {
            return self.prelude("Box").of(&single);
        }
        single
    }

    /// A file: how it starts, what its body needs, and the body. Where items have conditions, not every choice of
    /// features needs all of it.
    pub fn file(&self, mut start: Sheet, body: Sheet, conditional: bool) -> Sheet {
        self.imports(&mut start, conditional);
        start.append(body);
        start
    }

    fn imports(&self, sheet: &mut Sheet, conditional: bool) {
        let start = |sheet: &mut Sheet, first: bool| {
            // Two alone stand together.
            if first || conditional {
                sheet.blank();
            }
            if conditional {
                sheet.line(r#"#[allow(unused_imports, reason = "not every feature needs all of them")]"#);
            }
            sheet.word("use ").root(&self.plan.root);
        };
        if self.uses_models {
            start(sheet, true);
            sheet.word("::models;").end();
        }
        if self.imports.is_empty() {
            return;
        }
        start(sheet, !self.uses_models);
        sheet.word("::runtime::");
        let mut names = self.imports.iter().copied();
        if let (1, Some(only)) = (self.imports.len(), names.next()) {
            sheet.word(only);
        } else {
            sheet.open(4).word("{").gap().fill(0);
            for (index, name) in self.imports.iter().enumerate() {
                if index > 0 {
                    sheet.comma();
                }
                sheet.word(name);
            }
            sheet.close().last().word("}").close();
        }
        sheet.word(";").end();
    }
}
