"""The questions of the founding documents, and what answers each. In our own words.

They come from four texts: the guiding questions of the eighth global meeting of chairs and
secretariats (2019), the report of the International Migration Policy Programme (2004), a briefing
on regional consultative processes (2006), and the Country Reporting System (2005).
"""

from __future__ import annotations

from graph.questions.guiding import Founding, Gap

_GRCP8 = "the 8th Global RCP Meeting, 2019"
_IMP = "the report of the International Migration Policy Programme, 2004"
_KMI = "a briefing on regional consultative processes, 2006"
_CRS = "the Country Reporting System, 2005"

_REPORTS = Gap(
    "What each State did about each recommendation, by its own report, round by round",
    "States, through a survey such as the Country Reporting System of 2005; their published "
    "national reports", "follow-up",
)
_BREAK_OUT = Gap(
    "The recommendations on synergies that the break-out group of each region noted",
    "IOM, which kept the records of the global meetings; the chairs of the groups",
    "recommendations-on",
)

FOUNDING: tuple[Founding, ...] = (
    # -- the eighth global meeting -----------------------------------------------------------------
    Founding(
        "grcp8-achievements", "q8-1-1", _GRCP8,
        "What have the mechanisms chiefly achieved and contributed to migration governance?",
        "The data suffice for what was adopted, set up and taken up in texts that were read; "
        "whether it is an achievement is for readers to judge.",
        calls="outcomes",
    ),
    Founding(
        "grcp8-lessons", "q8-1-2", _GRCP8, "Which lessons have been learnt?",
        "The data suffice for what mechanisms said of their own working; no text at hand sets out "
        "lessons as such.",
        calls="statements-on-functioning",
    ),
    Founding(
        "grcp8-national-governance", "q8-2-1", _GRCP8,
        "How can a mechanism shape its members' policies without touching their sovereignty, and "
        "which practices carry over to other regions?",
        "The data suffice for what was recommended in several regions; what States made of it is "
        "not held, and no State is judged here.",
        calls="recurring-recommendations",
    ),
    Founding(
        "grcp8-regional-governance", "q8-2-2", _GRCP8,
        "How can a mechanism shape regional governance, with which practices and partnerships?",
        "The data suffice for formal ties, secretariats and partners that texts name.",
        calls="partnership-table",
    ),
    Founding(
        "grcp8-global-governance", "q8-2-3", _GRCP8,
        "How can a mechanism shape global policy or governance, and through which avenues?",
        "The data suffice for documented links and for themes that came up at both levels, as far "
        "as texts were read.",
        calls="upward-and-downward",
    ),
    Founding(
        "grcp8-measuring-impact", "q8-2-4", _GRCP8,
        "How can a mechanism's contribution be measured and recognized?",
        "The data suffice for later texts that cite a mechanism's work: the strongest sign on "
        "paper. Numbers of meetings measure activity, not impact (Hansen 2010).",
        calls="taken-up",
    ),
    Founding(
        "grcp8-synergies", "q8-L-1", _GRCP8,
        "Which recommendations would increase synergies among mechanisms?",
        "The data suffice for recommendations on synergies in texts that were read; those of the "
        "meeting's own working lunch are not held.",
        calls="recommendations-on", fixed={"theme": "theme-synergies"},
    ),
    Founding(
        "grcp8-partnerships", "q8-L-2", _GRCP8,
        "Which kinds of partnership, with which kinds of actor, would strengthen mechanisms?",
        "The data suffice for partners that texts name, beside those of peers; whether a missing "
        "kind would help is a judgement.",
        calls="missing-partners",
    ),
    Founding(
        "grcp8-structures", "q8-3-1", _GRCP8,
        "Which structures have proved effective and sustainable?",
        "The data suffice for how long mechanisms with and without a structure went on meeting, "
        "as far as meetings are known; effectiveness is not measured.",
        calls="structures-and-activity",
    ),
    Founding(
        "grcp8-resources", "q8-3-2", _GRCP8,
        "Which commitments and resources do such structures require?",
        "The data suffice for support that texts name; budgets are seldom published.",
        calls="support",
    ),
    Founding(
        "grcp8-sustainability", "q8-3-3", _GRCP8,
        "What would make mechanisms more sustainable?",
        "The data suffice for whom mechanisms depend on, as far as texts name it; what would help "
        "is for them to say.",
        calls="dependence",
    ),
    Founding(
        "grcp8-synergies-by-region", "q8-4-1", _GRCP8,
        "Which five recommendations on synergies did each region identify?",
        "Not held: no text at hand gives what each region's group noted, and none is made up.",
        gaps=(
            _BREAK_OUT,
            Gap("Which States and mechanisms sat in each region's group",
                "IOM; the list of participants of the meeting", "calendar"),
        ),
    ),
    Founding(
        "grcp8-shared-recommendations", "q8-4-2", _GRCP8,
        "Which of these recommendations work across regions?",
        "The regions' own lists are not held; the data suffice for kinds of recommendation that "
        "mechanisms of several regions made at their own meetings.",
        calls="recurring-recommendations",
    ),
    Founding(
        "grcp8-partnerships-by-region", "q8-4-3", _GRCP8,
        "Which kinds of partnership did each region identify for stronger mechanisms?",
        "What the regions identified is not held; the data suffice for partners that mechanisms "
        "of each region are known to have.",
        calls="partners-by-region",
    ),
    Founding(
        "grcp8-partnership-needs", "q8-4-4", _GRCP8,
        "What does a mechanism need in order to set up or deepen partnerships?",
        "The data suffice for organizations that serve its peers; what it needs is for it to say.",
        calls="partner-suggestions",
    ),
    # -- the International Migration Policy Programme ----------------------------------------------
    Founding(
        "imp-building-blocks", "qi-1-1", _IMP,
        "How far can regional processes serve as building blocks of wider cooperation?",
        "The data suffice for which themes are known from regional and from global texts, and "
        "when; order in what was read is not influence.",
        calls="upward-and-downward",
    ),
    Founding(
        "imp-across-regions", "qi-1-2", _IMP,
        "Can approaches to migration be applied across regions?",
        "The data suffice for kinds of action recommended in several regions, as far as texts "
        "were read; whether they worked there is not held.",
        calls="recurring-recommendations",
    ),
    Founding(
        "imp-motives", "qi-1-3", _IMP,
        "What motivates regional and international cooperation in this field?",
        "The data suffice for aims that mechanisms state; motives are not in any table.",
        calls="aims",
    ),
    Founding(
        "imp-priorities", "qi-1-4", _IMP,
        "Is it more useful to start from regions' different priorities or from common ones?",
        "The data suffice for which themes are common and which are known from one region only; "
        "usefulness is a judgement.",
        calls="priorities-by-region",
    ),
    Founding(
        "imp-measuring-progress", "qi-2-1", _IMP,
        "How can the progress of qualitative activities such as these processes be measured?",
        "The data suffice for documented uptake of recommendations in later texts that were read.",
        calls="taken-up",
    ),
    Founding(
        "imp-added-value", "qi-2-2", _IMP,
        "How can the added value of consultations be quantified, and its correlation with "
        "progress be calculated?",
        "Not held: without States' reports there is no progress to set beside consultations. A "
        "survey of some seventy delegates could not see differences below 15 to 30 points, and a "
        "correlation would still not tell cause from capacity.",
        gaps=(
            _REPORTS,
            Gap("A comparison: progress on measures that no consultation recommended, and before "
                "the consultation took place",
                "States' reports; published series such as SDG indicator 10.7.2", "taken-up"),
            Gap("What else bears on progress: means, projects, other memberships, treaties",
                "Published series; organizations' project records", "mechanisms-of-state"),
        ),
    ),
    Founding(
        "imp-from-talk-to-action", "qi-3-1", _IMP,
        "How can one move from discussion to carrying out obligations such as respect for human "
        "rights?",
        "The data suffice for what was recommended on human rights and what is known to have "
        "taken it up; States' action is not held.",
        calls="follow-up", fixed={"theme": "theme-human-rights"},
    ),
    Founding(
        "imp-inaction", "qi-3-2", _IMP,
        "In which areas was action called for, why has there been inaction, and what can be done?",
        "The data suffice for areas in which action was called for repeatedly; that nothing is on "
        "record is no proof of inaction.",
        calls="repeated-calls",
    ),
    Founding(
        "imp-causes-of-failure", "qi-3-3", _IMP,
        "Is failure to carry out obligations on migrants' rights a matter of means and political "
        "will, or of other factors?",
        "The data suffice for which texts name causes, and which; no State is named.",
        calls="statements",
        fixed={"about": "resources,political will,obligations,implement,practice"},
    ),
    Founding(
        "imp-civil-society", "qi-4-1", _IMP,
        "How can civil society be brought into consultations more effectively?",
        "The data suffice for how it takes part where texts say so; what is more effective is not "
        "measured.",
        calls="civil-society",
    ),
    Founding(
        "imp-ngos", "qi-4-2", _IMP,
        "How should NGOs that work with migrants become full actors of policy development?",
        "The data suffice for their roles and, where a text gives them, their rights.",
        calls="civil-society",
    ),
    # -- a briefing of 2006 ------------------------------------------------------------------------
    Founding(
        "kmi-input", "qb-1", _KMI,
        "What is the concrete input of regional processes to stronger policy and cooperation?",
        "The data suffice for what they adopted and set up, as far as texts were read.",
        calls="outcomes", fixed={"level": "regional"},
    ),
    Founding(
        "kmi-cross-fertilization", "qb-2", _KMI,
        "How can regional processes cross-fertilize one another?",
        "The data suffice for pairs that share States and themes, and for contact on record where "
        "it was looked for.",
        calls="synergy-gaps",
    ),
    Founding(
        "kmi-regional-and-global", "qb-3", _KMI,
        "How do coordination at regional and at global level relate?",
        "The data suffice for documented links and for themes on record at both levels.",
        calls="upward-and-downward",
    ),
    Founding(
        "kmi-regionalization", "qb-4", _KMI,
        "Is regionalization a building block of a better global approach?",
        "The data suffice for the order in which themes appear in what was read; they do not say "
        "that one brought about the other.",
        calls="theme-order",
    ),
    Founding(
        "kmi-interregional-or-global", "qb-5", _KMI,
        "Is interregional discussion more fitting than a global approach at this stage?",
        "The data suffice for which mechanisms of each level stood when; which is more fitting is "
        "a judgement.",
        calls="levels-by-year",
    ),
    Founding(
        "kmi-functioning", "qb-6", _KMI, "How can the functioning of consultations be improved?",
        "The data suffice for what mechanisms recommended for their own working.",
        calls="statements-on-functioning",
    ),
    # -- the Country Reporting System --------------------------------------------------------------
    Founding(
        "crs-implementation", "qc-1", _CRS,
        "Have the recommendations been implemented in the participating countries, and if not, "
        "which obstacles stood in the way?",
        "Not held: no report of a State on implementation is in the tables. No list of States "
        "follows from that.",
        gaps=(
            _REPORTS,
            Gap("Which obstacles stood in the way, by the same list of kinds for all",
                "States, through the same survey; the texts that name causes in general",
                "statements"),
        ),
    ),
    Founding(
        "crs-institutions", "qc-2", _CRS,
        "Which institutional mechanisms enhance cooperation for countries and migrants alike?",
        "The data suffice for which mechanisms there are and what they say they are for; that "
        "they enhance cooperation is not measured.",
        calls="aims",
    ),
)
