//! What other languages do in their own way: attributions inside marks, leaning pronouns, offices of one word.

use super::*;

#[test]
fn french_attributions_within() {
    check_in(
        Language::French,
        "« Le bac, a expliqué Anne Colline, partira demain. »",
        &["D Anne Colline | a expliqué | « Le bac … partira demain. »"],
    );
    check_in(
        Language::French,
        "Anne Colline est là. « Le bac, a-t-elle ajouté, partira demain. »",
        &["D Anne Colline | a-t-elle ajouté | « Le bac … partira demain. »"],
    );
    check_in(
        Language::French,
        "« Je ne sais pas, dit le maire. »",
        &["D maire | dit | « Je ne sais pas"],
    );
    check_in(
        Language::French,
        "« Le bac, la barque et le pont sont vieux », a déclaré Anne Colline.",
        &["D Anne Colline | a déclaré | « Le bac, la barque et le pont sont vieux »"],
    );
}

#[test]
fn french_dialogue() {
    check_in(
        Language::French,
        "— Quand part le bac ? demanda Anne Colline.\n— Jamais, répondit Jean Brun.",
        &[
            "D Anne Colline | demanda | — Quand part le bac ?",
            "D Jean Brun | répondit | — Jamais,",
        ],
    );
}

#[test]
fn german_offices() {
    check_in(
        Language::German,
        "„Wir fahren nicht“, sagte Umweltministerin Anna Holm am Freitag.",
        &["D Anna Holm | sagte | „Wir fahren nicht“"],
    );
    check_in(
        Language::German,
        "Laut Verkehrsminister Jon Lund „fehlt es an Booten und an Leuten“.",
        &["D Jon Lund | Laut | „fehlt es an Booten und an Leuten“"],
    );
    check_in(
        Language::German,
        "Nach Angaben von Anna Holm fährt das Boot nicht.",
        &["I Anna Holm | Nach Angaben von | fährt das Boot nicht"],
    );
}
