//! Three languages as a machine translator would write them: known phrases by a list, every other word by a cipher, so
//! that no English word is left over by accident.

/// How a translator puts a phrase around a name: what goes in front, and what behind.
pub type Around = (&'static str, &'static str);

/// A language of the docs.
pub struct Language {
    /// What it is called in messages.
    pub name: &'static str,
    /// Headings, table headers and fixed sentences, by their English form in lower case.
    pub phrases: &'static [(&'static str, &'static str)],
    /// What becomes of any other word.
    pub cipher: fn(&str) -> String,
    /// The words of a type cell.
    pub types: &'static [(&'static str, &'static str)],
    /// `x collection`.
    pub collection: Around,
    /// `x resource type`.
    pub resource: Around,
    /// `x enum type`.
    pub enumeration: Around,
    /// `x values`.
    pub values: Around,
    /// The `Namespace:` in front of a namespace.
    pub namespace: &'static str,
}

/// A language that builds long words.
pub const GERMAN: Language = Language {
    name: "German",
    phrases: &[
        ("http request", "HTTP-Anforderung"),
        ("permissions", "Berechtigungen"),
        ("prerequisites", "Voraussetzungen"),
        ("request headers", "Anforderungsheader"),
        ("request body", "Anforderungstext"),
        ("response", "Antwort"),
        ("request", "Anforderung"),
        ("example", "Beispiel"),
        ("examples", "Beispiele"),
        ("methods", "Methoden"),
        ("properties", "Eigenschaften"),
        ("relationships", "Beziehungen"),
        ("json representation", "JSON-Darstellung"),
        ("see also", "Siehe auch"),
        ("members", "Elemente"),
        ("property", "Eigenschaft"),
        ("relationship", "Beziehung"),
        ("name", "Name"),
        ("type", "Typ"),
        ("description", "Beschreibung"),
        ("parameter", "Parameter"),
        ("value", "Wert"),
        ("member", "Element"),
        ("return type", "Rückgabetyp"),
        ("permission type", "Berechtigungstyp"),
        (
            "permissions (from least to most privileged)",
            "Berechtigungen (von der Berechtigung mit den wenigsten Rechten zu der mit den meisten)",
        ),
        ("delegated (work or school account)", "Delegiert (Geschäfts-, Schul- oder Unikonto)"),
        ("delegated (personal microsoft account)", "Delegiert (persönliches Microsoft-Konto)"),
        ("application", "Anwendung"),
        ("not supported.", "Nicht unterstützt"),
        ("do not supply a request body for this method.", "Geben Sie für diese Methode keinen Anforderungstext an."),
    ],
    cipher: |word| {
        let tail: String = word.to_lowercase().chars().rev().collect();
        format!("{tail}ung")
    },
    types: &[("string", "Zeichenfolge"), ("boolean", "Boolescher Wert")],
    collection: ("", "-Sammlung"),
    resource: ("Ressourcentyp ", ""),
    enumeration: ("Aufzählungstyp ", ""),
    values: ("", "-Werte"),
    namespace: "Namespace: ",
};

/// A language that puts its words in front.
pub const RUSSIAN: Language = Language {
    name: "Russian",
    phrases: &[
        ("http request", "HTTP-запрос"),
        ("permissions", "Разрешения"),
        ("request headers", "Заголовки запросов"),
        ("request body", "Текст запроса"),
        ("response", "Отклик"),
        ("request", "Запрос"),
        ("example", "Пример"),
        ("examples", "Примеры"),
        ("methods", "Методы"),
        ("properties", "Свойства"),
        ("relationships", "Связи"),
        ("json representation", "Представление в формате JSON"),
        ("property", "Свойство"),
        ("relationship", "Связь"),
        ("type", "Тип"),
        ("description", "Описание"),
        ("parameter", "Параметр"),
        ("value", "Значение"),
        ("member", "Элемент"),
        ("permission type", "Тип разрешения"),
        ("delegated (work or school account)", "Делегированные (рабочая или учебная учетная запись)"),
        ("delegated (personal microsoft account)", "Делегированные (личная учетная запись Майкрософт)"),
        ("application", "Приложение"),
        ("not supported.", "Не поддерживается."),
        ("do not supply a request body for this method.", "Не указывайте тело запроса для этого метода."),
    ],
    cipher: |word| word.chars().map(|c| shifted(c, 'а', 'А')).collect(),
    types: &[("string", "Строка"), ("boolean", "Логический"), ("string collection", "Коллекция строк")],
    collection: ("Коллекция объектов ", ""),
    resource: ("Тип ресурса ", ""),
    enumeration: ("Тип перечисления ", ""),
    values: ("Значения ", ""),
    namespace: "Пространство имен: ",
};

/// A language without blanks, that puts its words behind.
pub const JAPANESE: Language = Language {
    name: "Japanese",
    phrases: &[
        ("http request", "HTTP 要求"),
        ("permissions", "アクセス許可"),
        ("prerequisites", "前提条件"),
        ("request headers", "要求ヘッダー"),
        ("request body", "要求本文"),
        ("response", "応答"),
        ("request", "要求"),
        ("example", "例"),
        ("examples", "例"),
        ("methods", "メソッド"),
        ("properties", "プロパティ"),
        ("relationships", "リレーションシップ"),
        ("json representation", "JSON 表記"),
        ("see also", "関連項目"),
        ("property", "プロパティ"),
        ("relationship", "リレーションシップ"),
        ("type", "種類"),
        ("description", "説明"),
        ("parameter", "パラメーター"),
        ("value", "値"),
        ("member", "メンバー"),
        ("return type", "戻り値の型"),
        ("permission type", "アクセス許可の種類"),
        ("permissions (from least to most privileged)", "アクセス許可 (特権の小さいものから大きいものへ)"),
        ("delegated (work or school account)", "委任 (職場または学校のアカウント)"),
        ("delegated (personal microsoft account)", "委任 (個人用 Microsoft アカウント)"),
        ("application", "アプリケーション"),
        ("not supported.", "サポートされていません。"),
        ("do not supply a request body for this method.", "このメソッドには、要求本文を指定しません。"),
    ],
    cipher: |word| word.chars().map(|c| shifted(c, 'ァ', 'ァ')).collect(),
    types: &[("string", "文字列"), ("boolean", "ブール型")],
    collection: ("", " コレクション"),
    resource: ("", " リソースの種類"),
    enumeration: ("", " 列挙型"),
    values: ("", " の値"),
    namespace: "名前空間：",
};

/// A language that shares words with English.
pub const FRENCH: Language = Language {
    name: "French",
    phrases: &[
        ("http request", "Requête HTTP"),
        ("permissions", "Permissions"),
        ("request headers", "En-têtes de demande"),
        ("request body", "Corps de la demande"),
        ("response", "Réponse"),
        ("request", "Demande"),
        ("example", "Exemple"),
        ("examples", "Exemples"),
        ("methods", "Méthodes"),
        ("properties", "Propriétés"),
        ("relationships", "Relations"),
        ("property", "Propriété"),
        ("relationship", "Relation"),
        ("type", "Type"),
        ("description", "Description"),
        ("parameter", "Paramètre"),
        ("permission type", "Type d’autorisation"),
        ("delegated (work or school account)", "Déléguée (compte professionnel ou scolaire)"),
        ("delegated (personal microsoft account)", "Déléguée (compte Microsoft personnel)"),
        ("application", "Application"),
        ("not supported.", "Non prise en charge."),
        ("do not supply a request body for this method.", "N’indiquez pas le corps de la demande pour cette méthode."),
    ],
    cipher: |word| format!("{}é", word.to_lowercase().chars().rev().collect::<String>()),
    types: &[("string", "Chaîne"), ("boolean", "Booléen")],
    collection: ("Collection de ", ""),
    resource: ("Type de ressource ", ""),
    enumeration: ("Type d’énumération ", ""),
    values: ("Valeurs de ", ""),
    namespace: "Espace de noms : ",
};

/// A Latin letter as the one of another alphabet that stands at its place.
fn shifted(c: char, small: char, capital: char) -> char {
    let from = if c.is_ascii_uppercase() { capital } else { small };
    let at = u32::from(c.to_ascii_lowercase()).wrapping_sub(u32::from('a'));
    if at < 26 { char::from_u32(u32::from(from) + at).unwrap_or(c) } else { c }
}

impl Language {
    /// A phrase of the list.
    pub fn phrase(&self, english: &str) -> Option<&'static str> {
        let lower = english.trim().to_lowercase();
        self.phrases.iter().find(|(known, _)| *known == lower).map(|(_, phrase)| *phrase)
    }
}
