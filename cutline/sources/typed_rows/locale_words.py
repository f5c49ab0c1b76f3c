"""Words of German, French, Spanish and Italian exports, for sources that declare such a locale.

A word stands here only if it means one thing in the column: *offen* is a state of risks, and could be any of several
states of a project, so it means nothing there. The words that a mapping declares under `values` count first. English words are understood in every
locale, because they are the canonical ones.
"""

from cutline.contracts.tables.records import Column
from cutline.settings.layouts.locales import LocaleName

# What a cell with an unknown value says. These words are looked for in every column.
UNKNOWN: dict[LocaleName, tuple[str, ...]] = {
    "en": (),
    "de": ("unbekannt", "k. A.", "k.A.", "keine Angabe", "nicht bekannt", "nicht verfügbar"),
    "fr": ("inconnu", "inconnue", "n.d.", "n. d.", "non disponible", "non renseigné", "s.o.", "sans objet"),
    "es": ("desconocido", "desconocida", "n.d.", "n/d", "no disponible", "s/d", "sin datos"),
    "it": ("sconosciuto", "sconosciuta", "n.d.", "n/d", "non disponibile", "non noto"),
}
TRUTH: dict[LocaleName, dict[str, bool]] = {
    "en": {},
    "de": {"ja": True, "j": True, "wahr": True, "nein": False, "n": False, "falsch": False},
    "fr": {"oui": True, "o": True, "vrai": True, "non": False, "n": False, "faux": False},
    "es": {"sí": True, "si": True, "s": True, "verdadero": True, "no": False, "n": False, "falso": False},
    "it": {"sì": True, "si": True, "s": True, "vero": True, "no": False, "n": False, "falso": False},
}
# Canonical word, and the words that mean it, by plain name of the column.
_WORDS: dict[LocaleName, dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {},
    "de": {
        "status": {
            "idea": ("Idee",), "proposed": ("beantragt", "vorgeschlagen"), "approved": ("genehmigt", "freigegeben", "bewilligt"),
            "in_flight": ("laufend", "in Umsetzung", "in Durchführung", "in Arbeit", "in Bearbeitung"),
            "on_hold": ("pausiert", "angehalten", "ruhend", "unterbrochen"), "closed": ("abgeschlossen", "beendet", "geschlossen"),
            "cancelled": ("abgebrochen", "storniert", "gestrichen"), "open": ("offen",), "occurred": ("eingetreten",),
        },
        "reported_rag": {"green": ("grün",), "amber": ("gelb",), "red": ("rot",)},
        "kind": {"forecast": ("Prognose",), "actual": ("Ist",)},
        "decision": {"approve": ("genehmigt",), "reject": ("abgelehnt",), "defer": ("zurückgestellt", "vertagt")},
    },
    "fr": {
        "status": {
            "idea": ("idée",), "proposed": ("proposé", "proposée"), "approved": ("approuvé", "approuvée", "validé", "validée"),
            "in_flight": ("en cours", "en cours de réalisation"), "on_hold": ("en pause", "suspendu", "suspendue"),
            "closed": ("terminé", "terminée", "clôturé", "clôturée", "clos", "close", "achevé", "achevée", "fermé"),
            "cancelled": ("annulé", "annulée", "abandonné", "abandonnée"), "open": ("ouvert",), "occurred": ("survenu", "avéré"),
        },
        "reported_rag": {"green": ("vert",), "amber": ("orange", "jaune"), "red": ("rouge",)},
        "kind": {"forecast": ("prévision",), "actual": ("réel", "réalisé")},
        "decision": {
            "approve": ("approuvé", "approuvée"), "reject": ("rejeté", "rejetée", "refusé", "refusée"), "defer": ("reporté", "reportée", "ajourné", "ajournée"),
        },
    },
    "es": {
        "status": {
            "proposed": ("propuesto", "propuesta"), "approved": ("aprobado", "aprobada", "autorizado", "autorizada"), "in_flight": ("en curso", "en ejecución"),
            "on_hold": ("en pausa", "en espera", "suspendido", "suspendida", "paralizado", "paralizada"),
            "closed": ("cerrado", "cerrada", "terminado", "terminada", "finalizado", "finalizada"),
            "cancelled": ("cancelado", "cancelada", "anulado", "anulada"), "open": ("abierto",), "occurred": ("materializado", "ocurrido"),
        },
        "reported_rag": {"green": ("verde",), "amber": ("ámbar", "amarillo"), "red": ("rojo",)},
        "kind": {"forecast": ("previsión", "pronóstico"), "actual": ("real",)},
        "decision": {"approve": ("aprobado", "aprobada"), "reject": ("rechazado", "rechazada"), "defer": ("aplazado", "aplazada")},
    },
    "it": {
        "status": {
            "proposed": ("proposto", "proposta"), "approved": ("approvato", "approvata", "autorizzato", "autorizzata"), "in_flight": ("in corso", "in esecuzione"),
            "on_hold": ("in pausa", "sospeso", "sospesa"), "closed": ("chiuso", "chiusa", "concluso", "conclusa", "terminato", "terminata", "completato", "completata"),
            "cancelled": ("annullato", "annullata", "cancellato", "cancellata"), "open": ("aperto",), "occurred": ("verificato",),
        },
        "reported_rag": {"green": ("verde",), "amber": ("giallo", "ambra"), "red": ("rosso",)},
        "kind": {"plan": ("piano",), "forecast": ("previsione",), "actual": ("consuntivo",)},
        "decision": {"approve": ("approvato", "approvata"), "reject": ("respinto", "respinta"), "defer": ("rinviato", "rinviata")},
    },
}  # fmt: skip


def words_for(locale: LocaleName, column: Column) -> dict[str, str]:
    """The canonical word of each word of a locale, in lower case, for a column of words. A word that means none of the values
    of the column is left out.
    """
    meant = _WORDS[locale].get(column.plain, {})
    return {word.lower(): canonical for canonical, words in meant.items() if canonical in column.values for word in words}


def all_words() -> list[tuple[str, str, str, str]]:
    """Locale, column, canonical word and the words of the locale, for the page of the settings."""
    rows = []
    for locale, columns in _WORDS.items():
        rows += [(locale, column, canonical, words) for column, meant in columns.items() for canonical, words in meant.items()]
        if locale != "en":
            rows += [
                (
                    locale,
                    "yes or no",
                    "yes" if value else "no",
                    tuple(word for word, each in TRUTH[locale].items() if each is value),
                )
                for value in (True, False)
            ]
            rows.append((locale, "every column", "unknown", UNKNOWN[locale]))
    return [(locale, column, canonical, ", ".join(words)) for locale, column, canonical, words in rows]
