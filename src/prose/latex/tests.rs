//! Small documents, construct by construct.

use crate::prose::outline::testing;
use crate::prose::{Document, Format, read};

fn latex(text: &str) -> Document {
    read(text, Format::Latex)
}

#[track_caller]
fn cases(cases: &[(&str, &[&str])]) {
    testing::cases(Format::Latex, cases);
}

#[test]
fn blocks_of_text_are_read_one_by_one() {
    cases(&[
        ("a\n  b\n\nc", &["a\nb", "c"]),
        ("a\r\nb\r\n\r\nc", &["a\nb", "c"]),
        ("\\section{A \\emph{b}}\\label{c}\nd\n\\subsection*{E}\nf\n", &["= A b", "d\n", "= E", "f\n"]),
        ("\\begin{itemize}\n\\item a\n  b\n\\item[c] d\n\\end{itemize}\ne", &["a\nb\n", "c", "d\n", "e"]),
        ("\\begin{quote}\na\n\\end{quote}\nb", &["> a\n", "b"]),
        ("\\begin{figure}[ht]\\includegraphics[w=1]{a}\\caption[x]{B c}\\end{figure}", &["= x", "= B c"]),
        ("\\begin{tabular}{l|r}\na & b \\\\ \\hline\nc & d\\\\[2pt]\n\\end{tabular}", &["| a ", "| b ", "| c ", "| d"]),
        ("a\\\\b\\par c", &["a\nb", "c"]),
        ("", &[]),
    ]);
}

#[test]
fn the_preamble_is_no_text_but_for_the_title() {
    cases(&[(
        "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\nloose text\n\\title{A b}\n\\newcommand{\\x}[1]{our client}\n\
         \\begin{document}\nc\n\\end{document}\nd",
        &["= A b", "c\n"],
    )]);
    assert_eq!(latex("\\usepackage[english,ngerman]{babel}").language.as_deref(), Some("de"));
    assert_eq!(latex("\\usepackage[ngerman,english]{babel}").language, None);
}

#[test]
fn code_and_math_are_not_read() {
    cases(&[
        ("a $x$ b \\(y\\) c $$z$$ \\[w\\] d", &["a ‹$x$› b ‹\\(y\\)› c ‹$$z$$› ‹\\[w\\]› d"]),
        ("\\$5 and \\$6, $ never", &["$5 and $6, $ never"]),
        (
            "\\verb|a b| \\verb*+c+ \\lstinline[x]{d} \\texttt{e} f",
            &["‹\\verb|a b|› ‹\\verb*+c+› ‹\\lstinline[x]{d}› ‹\\texttt{e}› f"],
        ),
        ("\\begin{verbatim}\na\n\\end{verbatim}\nb", &["b"]),
        ("\\begin{equation}\na\n\nb", &["b"]),
        ("\\begin{lstlisting}[caption=x]\na\n\\end{lstlisting}\nb \\ref{c} \\cite[p.~1]{d}", &["= x", "b  "]),
    ]);
}

#[test]
fn commands_show_what_their_arguments_hold() {
    cases(&[
        ("\\textbf{a} \\textcolor{red}{b} \\href{http://x}{c}", &["a b c"]),
        ("{\\bfseries a} \\large b \\unknown{c} \\unknown{d e}{f}", &["a b  d e"]),
        ("a\\footnote{b \\emph{c}.} d", &["a d", "b c."]),
        ("\\newcommand\\x{a b}\\def\\y#1{c d} e", &["e"]),
        ("\\emph{a\n\nb} c", &["a", "b c"]),
    ]);
}

#[test]
fn short_titles_and_captions_are_read() {
    cases(&[
        ("\\section[A \\emph{b}]{C}\nd", &["= A b", "= C", "d"]),
        ("a\n\\begin{lstlisting}[language=c, caption={A, b}, label=x]\nc\n\\end{lstlisting}\nd", &["a\n\nd", "= A, b"]),
        ("\\begin{theorem}[A b]\nc\n\\end{theorem}", &["= A b", "c\n"]),
        ("\\begin{thm}[name=a, title=B c]\nd\\end{thm}", &["= B c", "d"]),
        (
            "\\newtheorem{thm}[x]{Y}\\begin{document}\\begin{thm}[A b]\nc\\end{thm}\\end{document}",
            &["= Y", "= A b", "c"],
        ),
        ("\\begin{tcolorbox}[title=A b,colback=c]\nd\n\\end{tcolorbox}", &["= A b", "d\n"]),
        ("\\begin{figure}[a b]\nc\\end{figure} \\emph[d]{e}", &["c", "e"]),
        ("\\section[a\n\nb", &["[a", "b"]),
    ]);
}

#[test]
fn what_is_set_like_code_is_code() {
    cases(&[
        ("\\Verb|a b| \\Verb*[x=y]+c+ d", &["‹\\Verb|a b|› ‹\\Verb*[x=y]+c+› d"]),
        ("{\\tt a b} c {\\ttfamily d \\emph{e}\n\nf} g", &["‹a b› c ‹d e›", "‹f› g"]),
        ("\\emph{\\ttfamily a \\normalfont b} c", &["‹a ›b c"]),
        ("{\\tt a\n\nb", &["a", "b"]),
        ("\\ttfamily a\n\nb", &["a", "b"]),
    ]);
}

#[test]
fn signs_are_decoded() {
    cases(&[
        ("``a'' `b' c's d--e --- f~g", &["“a” ‘b' c's d–e — f\u{a0}g"]),
        ("a\\&b \\%c\\_d \\LaTeX{} e \\ldots f", &["a&b %c_d LaTeX e …f"]),
        ("Caf\\'e na\\\"{\\i}ve \\c{c}a cus\\-tomer", &["Cafe naive ca cus\u{ad}tomer"]),
    ]);
}

#[test]
fn comments_are_read_apart() {
    cases(&[
        ("% a b\n% c\nd", &["/ a b\nc", "d"]),
        ("a % b c\nd\n\ne", &["a d", "/ b c", "e"]),
        ("cust%\n  omer", &["customer"]),
        ("%\\section{a b}\n% \\item c\nd 5\\% e", &["d 5% e"]),
        ("a\n% b c\n\nd", &["a\n", "/ b c", "d"]),
    ]);
    assert_eq!(latex("a % customary-disable-line\n").directives.list.len(), 1);
}

#[test]
fn a_broken_document_is_read_as_far_as_it_goes() {
    cases(&[
        ("\\textbf{a\n\nb} c}\n\nd", &["a", "b c", "d"]),
        ("a \\footnote{b\n\nc", &["a ", "b", "c"]),
        ("\\ref{a\nb\n\nc", &["b", "c"]),
        ("\\begin{itemize}\n\\item a\n\n\\section{b", &["a", "= b"]),
        ("a \\", &["a "]),
    ]);
}
