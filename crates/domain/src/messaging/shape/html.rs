//! A text as HTML for mail programs: paragraphs, links, and an address on a line of its own as a
//! button. Styles stand at the elements, because many programs drop all others; what a program
//! keeps of the head makes it dark where the reader's screen is. There are no images.

use kernel::Language;

/// How dark screens show it. Whoever drops this shows it light.
const DARK: &str = "@media (prefers-color-scheme:dark){\
    body,.page{background:#16181d!important;color:#e8e6e1!important}\
    a{color:#8ab8ff!important}.go{background:#8ab8ff!important;color:#101216!important}}";

/// A text as the page of a letter: what goes out by mail beside the text itself. Nothing in it is
/// obeyed as markup.
///
/// ```
/// use domain::messaging::as_html;
/// let page = as_html(kernel::Language::En, "Ready", "Read it:\n\nhttps://aurora.example/me");
/// assert!(page.contains("<a class=\"go\" href=\"https://aurora.example/me\""));
/// ```
pub fn as_html(language: Language, title: &str, text: &str) -> String {
    let paragraphs: String = text
        .replace("\r\n", "\n")
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(paragraph)
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><style>{DARK}</style></head>\n\
         <body style=\"margin:0;background:#f6f4ef;color:#1d2026\">\
         <div class=\"page\" style=\"max-width:36em;margin:0 auto;padding:24px;\
         background:#f6f4ef;color:#1d2026;font:16px/1.5 system-ui,'Segoe UI',Arial,sans-serif\">\n\
         {paragraphs}</div></body></html>\n",
        language = language.code(),
        title = escaped(title),
    )
}

fn paragraph(text: &str) -> String {
    if is_address(text) {
        let address = escaped(text);
        return format!(
            "<p style=\"margin:0 0 16px\"><a class=\"go\" href=\"{address}\" style=\"\
             display:inline-block;padding:10px 16px;border-radius:6px;background:#1f4f8f;\
             color:#ffffff;word-break:break-all\">{address}</a></p>\n"
        );
    }
    let lines: Vec<String> = text.lines().map(line).collect();
    format!("<p style=\"margin:0 0 16px\">{}</p>\n", lines.join("<br>\n"))
}

/// A line with its addresses as links.
fn line(text: &str) -> String {
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> String {
    let address = word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
    if !is_address(address) {
        return escaped(word);
    }
    let (shown, rest) = (escaped(address), escaped(&word[address.len()..]));
    format!("<a href=\"{shown}\" style=\"color:#1f4f8f\">{shown}</a>{rest}")
}

/// Whether it is an address of the web and nothing else.
fn is_address(text: &str) -> bool {
    let begins = ["https://", "http://"].iter().any(|scheme| {
        text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    });
    begins && !text.contains(|one: char| one.is_whitespace() || one.is_control())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(one),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_and_never_obeyed() {
        let page = as_html(Language::It, "<b>x</b>", "<script>1</script>\n\n\"><a href=x>");
        assert!(!page.contains("<script>") && !page.contains("<a href=x>"), "{page}");
        assert!(page.contains("<title>&lt;b&gt;x&lt;/b&gt;</title>"));
    }

    #[test]
    fn addresses_are_links_and_one_alone_is_a_button() {
        let one = paragraph("See https://aurora.example/me?a=1&b=2.");
        assert!(one.contains("<a href=\"https://aurora.example/me?a=1&amp;b=2\""), "{one}");
        assert!(one.ends_with("</a>.</p>\n"), "{one}");
        assert!(paragraph("https://aurora.example/u/1").contains("class=\"go\""));
        for none in ["javascript:alert(1)", "https://", "https://\"><x", "xhttps://a.example"] {
            assert!(!line(none).contains("href=\"javascript"), "{none}");
        }
        assert!(!line("https://").contains("<a"));
        assert!(line("https://a\"onclick=1").contains("&quot;onclick=1"));
    }
}
