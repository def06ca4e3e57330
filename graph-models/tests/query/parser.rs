//! A parser of filter expressions according to the grammar of OData.

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A comparison with, or a call on, one value.
    Leaf {
        /// The operator or the function.
        operator: String,
        /// The path.
        path: String,
        /// The value, without its quotes.
        value: String,
    },
    /// `path/any(…)`
    Any(String, Box<Tree>),
    /// `… and …`
    And(Box<Tree>, Box<Tree>),
    /// `… or …`
    Or(Box<Tree>, Box<Tree>),
    /// `not …`
    Not(Box<Tree>),
}

impl Tree {
    /// A comparison or a call.
    pub fn leaf(operator: &str, path: &str, value: &str) -> Self {
        Self::Leaf { operator: operator.to_owned(), path: path.to_owned(), value: value.to_owned() }
    }

    /// The same with left-associative chains: `a and (b and c)` and `(a and b) and c` mean the same.
    pub fn flat(self) -> Self {
        fn chain(tree: Tree, and: bool, out: &mut Vec<Tree>) {
            match tree {
                Tree::And(a, b) if and => [a, b].into_iter().for_each(|it| chain(*it, and, out)),
                Tree::Or(a, b) if !and => [a, b].into_iter().for_each(|it| chain(*it, and, out)),
                other => out.push(other.flat()),
            }
        }
        match self {
            Self::Any(path, inner) => Self::Any(path, Box::new(inner.flat())),
            Self::Not(inner) => Self::Not(Box::new(inner.flat())),
            Self::Leaf { .. } => self,
            Self::And(..) | Self::Or(..) => {
                let and = matches!(self, Self::And(..));
                let mut all = Vec::new();
                chain(self, and, &mut all);
                let join = if and { Self::And } else { Self::Or };
                all.into_iter().reduce(|a, b| join(Box::new(a), Box::new(b))).unwrap()
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
    Comma,
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' => {}
            '(' => out.push(Token::Open),
            ')' => out.push(Token::Close),
            ',' => out.push(Token::Comma),
            '\'' => {
                let mut value = String::new();
                loop {
                    match chars.next() {
                        Some('\'') if chars.peek() == Some(&'\'') => {
                            chars.next();
                            value.push('\'');
                        }
                        Some('\'') => break,
                        Some(c) => value.push(c),
                        None => return Err("a text has no end".to_owned()),
                    }
                }
                // `duration'…'`: the prefix belongs to the literal.
                if matches!(out.last(), Some(Token::Word(word)) if matches!(word.as_str(), "duration" | "binary")) {
                    out.pop();
                }
                out.push(Token::Text(value));
            }
            c => {
                let mut word = String::from(c);
                while let Some(next) = chars.next_if(|c| !matches!(c, ' ' | '(' | ')' | ',' | '\'')) {
                    word.push(next);
                }
                out.push(Token::Word(word));
            }
        }
    }
    Ok(out)
}

/// Parses an expression.
pub fn parse(text: &str) -> Result<Tree, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let tree = parser.or()?;
    match parser.next() {
        None => Ok(tree),
        Some(token) => Err(format!("{token:?} is left over")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Word(word.to_owned()));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token) -> Result<(), String> {
        match self.next() {
            Some(it) if it == *token => Ok(()),
            other => Err(format!("{other:?} instead of {token:?}")),
        }
    }

    fn or(&mut self) -> Result<Tree, String> {
        let mut tree = self.and()?;
        while self.eat("or") {
            tree = Tree::Or(Box::new(tree), Box::new(self.and()?));
        }
        Ok(tree)
    }

    fn and(&mut self) -> Result<Tree, String> {
        let mut tree = self.unary()?;
        while self.eat("and") {
            tree = Tree::And(Box::new(tree), Box::new(self.unary()?));
        }
        Ok(tree)
    }

    /// `not` binds more tightly than a comparison: without parentheses, only a call can follow.
    fn unary(&mut self) -> Result<Tree, String> {
        if self.eat("not") {
            let inner = self.primary()?;
            return Ok(Tree::Not(Box::new(inner.ok_or("a comparison right behind `not`")?)));
        }
        match self.primary()? {
            Some(tree) => Ok(tree),
            None => self.comparison(),
        }
    }

    /// Parentheses or a call; `None` for a path.
    fn primary(&mut self) -> Result<Option<Tree>, String> {
        let start = self.at;
        match self.next() {
            Some(Token::Open) => {
                let tree = self.or()?;
                self.expect(&Token::Close)?;
                Ok(Some(tree))
            }
            Some(Token::Word(word)) if self.tokens.get(self.at) == Some(&Token::Open) => {
                self.at += 1;
                let tree = match word.strip_suffix("/any") {
                    Some(path) => {
                        let Some(Token::Word(variable)) = self.next() else { return Err("no variable".to_owned()) };
                        let inner = variable.strip_prefix("a:").ok_or("the variable is not `a`")?;
                        self.at -= 1;
                        self.tokens[self.at] = Token::Word(inner.to_owned());
                        Tree::Any(path.to_owned(), Box::new(self.or()?))
                    }
                    None => {
                        let Some(Token::Word(path)) = self.next() else { return Err("no path in a call".to_owned()) };
                        self.expect(&Token::Comma)?;
                        let Some(Token::Text(value)) = self.next() else { return Err("no text in a call".to_owned()) };
                        Tree::leaf(&word, &path, &value)
                    }
                };
                self.expect(&Token::Close)?;
                Ok(Some(tree))
            }
            _ => {
                self.at = start;
                Ok(None)
            }
        }
    }

    fn comparison(&mut self) -> Result<Tree, String> {
        match (self.next(), self.next(), self.next()) {
            (Some(Token::Word(path)), Some(Token::Word(operator)), Some(Token::Word(value) | Token::Text(value))) => {
                Ok(Tree::leaf(&operator, &path, &value))
            }
            other => Err(format!("no comparison: {other:?}")),
        }
    }
}
