"""Every kind of node, declared once. Names and ends are fixed; see docs/data-dictionary.md."""

from __future__ import annotations

from graph.schema.kinds import NodeKind, Property, Type

PLACES = ("State", "Territory")

_ISO3 = r"[A-Z]{3}"
_ALIASES = Property("aliases", "Other names, former and foreign ones too", Type.LIST)
_DESIGNATION = Property(
    "designation_note",
    "Note that goes wherever the name stands",
    example="Reference to Kosovo shall be understood in the context of Security Council "
    "resolution 1244 (1999)",
)
_CITY = Property("city", "City", example="Geneva")
_COUNTRY = Property(
    "country", "State or territory, ISO 3166-1 alpha-3", Type.REFERENCE, "CHE", to=PLACES
)
_DESCRIPTION = Property("description", "What it is, in our own words")
EXTENTS = ("complete", "partial", "not looked at")
"""How far was looked, the widest first."""

ACTOR_TYPES = (
    "UN agency", "UN regional commission", "regional economic body", "other intergovernmental",
    "non-governmental", "private sector", "academia", "trade union", "government agency or donor",
    "other",
)

ACTIONS = (
    "share information", "gather data", "train", "inform the public",  # what is known
    "review law", "ratify", "enforce",  # law
    "protect", "ease movement", "support reintegration",  # people
    "cooperate", "hold meetings", "set up a body", "involve others",  # each other
    "fund", "follow up", "other",
)

_SDG = r"http://metadata\.un\.org/sdg/[0-9]+\.[0-9a-z]+"

_ADOPTED = Property("adopted", "Date of adoption; the meeting's where none is given", Type.DATE,
                    "2000-03-24")
_ISO2 = Property("iso2", "ISO 3166-1 alpha-2", example="BZ", pattern=r"[A-Z]{2}")
_M49 = Property("m49", "UN M49 code, three digits", example="084", pattern=r"\d{3}")

NODES: tuple[NodeKind, ...] = (
    NodeKind(
        "Source",
        "sources.csv",
        "A document or page that says something; its name is its title",
        (
            Property("publisher", "Who published it", example="IOM"),
            Property("year", "Year of publication, where known", Type.INTEGER, "2022",
                     pattern=r"[12]\d{3}"),
            Property("url", "Address", Type.URL, "https://www.iom.int/puebla-process"),
            Property("symbol", "Document symbol", example="UN/POP/MIG-FCM/2005/06"),
            Property("kind", "Kind of document", example="web page"),
            Property(
                "grade",
                "A: the mechanism's own or a UN official document; B: IOM or UN secondary; "
                "C: scholarship or press",
                example="A",
                values=("A", "B", "C"),
            ),
            Property("language", "ISO 639-1 code of its language", example="en"),
            Property("read_on", "Day on which we read it", Type.DAY_OR_YEAR, "2026-11-22"),
        ),
        id_example="iom-puebla",
    ),
    NodeKind(
        "Region",
        "regions.csv",
        "A region: those of UN M49, and those that mechanisms name",
        (
            _M49,
            Property("broader", "The wider region", Type.REFERENCE, "region-m49-019",
                     to=("Region",), edge="BROADER"),
        ),
        trilingual=True,
        id_example="region-m49-013",
    ),
    NodeKind(
        "State",
        "states.csv",
        "A State, under its UN short name",
        (
            _ISO2,
            _M49,
            Property("official_status", "Standing at the United Nations", example="un_member",
                     values=("un_member", "un_observer", "other")),
            _ALIASES,
            _DESIGNATION,
        ),
        dated=True,
        trilingual=True,
        id_pattern=_ISO3,
        id_example="BLZ",
    ),
    NodeKind(
        "Territory",
        "territories.csv",
        "A territory that a source names as taking part",
        (
            _ISO2,
            _M49,
            Property("status", "What kind of territory",
                     values=("special administrative region", "territory", "other"),
                     example="special administrative region"),
            _ALIASES,
            _DESIGNATION,
        ),
        dated=True,
        trilingual=True,
        id_pattern=_ISO3,
        id_example="HKG",
    ),
    NodeKind(
        "Organization",
        "organizations.csv",
        "An organization, agency or association",
        (
            Property("acronym", "Acronym", example="IOM"),
            _ALIASES,
            Property("actor_type", "Kind of actor", example="UN agency", values=ACTOR_TYPES),
            Property("seat", "Where it has its seat, ISO 3166-1 alpha-3", Type.REFERENCE, "CHE",
                     to=PLACES),
        ),
        id_example="org-iom",
    ),
    NodeKind(
        "Theme",
        "themes.csv",
        "A concept of our theme scheme",
        (
            Property("definition", "Definition in English"),
            Property("definition_fr", "Definition in French"),
            Property("definition_es", "Definition in Spanish"),
            Property("broader", "The wider concept", Type.REFERENCE, "theme-protection",
                     to=("Theme",), edge="BROADER"),
            Property("sdg_targets", "Targets of the Sustainable Development Goals that are plainly "
                     "about it, by their published addresses", Type.LIST,
                     "http://metadata.un.org/sdg/10.7", pattern=f"{_SDG}(;{_SDG})*"),
        ),
        trilingual=True,
        id_example="theme-return",
    ),
    NodeKind(
        "GcmObjective",
        "gcm_objectives.csv",
        "An objective of the Global Compact for Safe, Orderly and Regular Migration",
        (Property("number", "Number, 1 to 23", Type.INTEGER, "23", required=True),),
        trilingual=True,
        id_example="gcm-23",
    ),
    NodeKind(
        "Mechanism",
        "mechanisms.csv",
        "An inter-State consultation mechanism on migration",
        (
            Property("short_name", "Short name", example="RCM"),
            _ALIASES,
            Property("level", "Reach, as sources class it now", example="regional", required=True,
                     values=("regional", "interregional", "global")),
            Property("ring", "listed: IOM listed it as an ISCM; related: no list names it",
                     example="listed", required=True, values=("listed", "related")),
            Property("purpose", "What it is for, in our own words"),
            Property("objectives", "Aims it has stated, in our own words", Type.LIST),
            Property("website", "Address of its own site", Type.URL),
            Property("open_to_all", "Whether it is open to all States", Type.BOOLEAN, "false"),
            Property("status_stated", "What a source says of its activity", example="active",
                     values=("active", "dormant", "concluded")),
            Property("status_attested", "When the source said so", Type.DAY_OR_YEAR, "2022"),
            Property("called", "What it calls those who take part", example="Member Country"),
        ),
        dated=True,
        id_example="rcm",
    ),
    NodeKind(
        "Secretariat",
        "secretariats.csv",
        "A secretariat, permanent or provided by an organization",
        (_CITY, _COUNTRY),
        id_example="secretariat-rcm",
    ),
    NodeKind(
        "Structure",
        "structures.csv",
        "A body within a mechanism: steering committee, working group, focal points …",
        (Property("kind", "Kind of structure", example="working group"), _DESCRIPTION),
        dated=True,
        id_example="structure-rcm-liaison-officers",
    ),
    NodeKind(
        "Series",
        "series.csv",
        "A series of meetings",
        (_DESCRIPTION,),
        dated=True,
        id_example="series-kmi",
    ),
    NodeKind(
        "Meeting",
        "meetings.csv",
        "A meeting; its name is its title",
        (
            Property("kind", "Kind of meeting", example="ministerial"),
            Property("start", "First day", Type.DATE, "2000-03-24"),
            Property("end", "Last day", Type.DATE, "2000-03-24"),
            _CITY,
            _COUNTRY,
            Property("online", "Whether it was held online", Type.BOOLEAN, "false"),
            Property("outcome", "Title of its outcome"),
        ),
        id_example="rcm-2000-washington",
    ),
    NodeKind(
        "Recommendation",
        "recommendations.csv",
        "Something recommended, agreed, decided, encouraged or called for",
        (
            _ADOPTED,
            Property("statement", "The recommendation, in our own words", required=True),
            Property("standing", "adopted: text of the meeting; reported: someone's account; "
                     "proposed; unreviewed: not yet held against its source again, left out of "
                     "figures", example="adopted", required=True,
                     values=("adopted", "reported", "proposed", "unreviewed")),
            Property("action", "What kind of action it asks for", example="share information",
                     values=ACTIONS),
            Property("addressed_to", "Whom: States, secretariat, presidency, mechanism "
                     "(itself), all ISCMs, organizations, private sector, civil society, "
                     "expert group", Type.LIST, example="States"),
        ),
        id_example="rcm-2000-r1",
    ),
    NodeKind(
        "RecommendationGroup",
        "recommendation_groups.csv",
        "Recommendations that say the same",
        id_example="group-information-campaigns",
    ),
    NodeKind(
        "Practice",
        "practices.csv",
        "A practice that a source calls good or effective",
        (_DESCRIPTION,),
        dated=True,
        id_example="practice-bali-rso",
    ),
    NodeKind(
        "Instrument",
        "instruments.csv",
        "A text adopted by or within a mechanism",
        (
            Property("kind", "Kind of instrument", example="declaration",
                     values=("declaration", "protocol", "guidelines", "action plan", "model law",
                             "joint policy", "other")),
            _ADOPTED,
        ),
        id_example="instrument-rcm-plan-of-action",
    ),
    NodeKind(
        "Resource",
        "resources.csv",
        "Money or means given to a mechanism or one of its structures",
        (
            Property("kind", "Kind of resource", example="grant",
                     values=("budget", "grant", "hosting", "in kind")),
            Property("amount", "Amount in the currency given", Type.NUMBER, "2300000"),
            Property("currency", "ISO 4217 code", example="EUR", pattern=r"[A-Z]{3}"),
            _DESCRIPTION,
        ),
        dated=True,
        id_example="resource-prague-2018",
    ),
    NodeKind(
        "Coverage",
        "coverage.csv",
        "How far we looked for one kind of fact about one mechanism",
        (
            Property("mechanism", "The mechanism", Type.REFERENCE, "rcm", required=True,
                     to=("Mechanism",), edge="COVERAGE_OF"),
            Property("of", "An edge type, or a label such as Meeting", example="MEMBER_OF",
                     required=True),
            Property("extent", "How far we looked", example="partial", required=True,
                     values=EXTENTS),
            Property("as_of", "Up to which date", Type.DAY_OR_YEAR, "2026-11-22"),
            Property("documents_read", "Number of documents read for it", Type.INTEGER, "12"),
            Property("note", "What limits it"),
        ),
        id_example="coverage-rcm-meeting",
    ),
    NodeKind(
        "Claim",
        "claims.csv",
        "One source's statement that another contradicts, or one about the whole network",
        (
            Property("fact", "The fact or node it speaks of, or `network`", required=True,
                     example="MEMBER_OF|BLZ|rcm|0"),
            Property("property", "What about it", example="start"),
            Property("value", "What the source says", required=True, example="1997"),
            Property("locator", "Where the source says it"),
            Property("attested", "When the source says it", Type.DAY_OR_YEAR, "2022"),
        ),
        id_example="claim-rcm-start-1997",
    ),
)
