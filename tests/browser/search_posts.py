"""The posts of the site that the queries of ``test_search_queries.py`` search: title, body and keys, by slug."""

from pathlib import Path

# A post of the year 2024 unless its keys say otherwise.
POSTS: dict[str, tuple[str, str] | tuple[str, str, dict[str, str]]] = {
    # -- Titles that share words with other posts' texts
    "roadmaps": (
        "Roadmaps that nobody reads",
        "A plan for a year is a wish. Teams look at it once. Meetings about it go on for months, and retrospectives.",
        {"category": "Planning", "tags": "[roadmaps, planning]"},
    ),
    "meeting": (
        "The shortest meeting",
        "Ten minutes, standing, with one question. Decide, write the answer down and leave.",
        {"category": "Teams", "tags": "[meetings]"},
    ),
    "meetings-everywhere": (
        "A diary of one week",
        "Meetings on Monday, meetings on Tuesday, meetings about meetings on Thursday. A meeting on Friday to plan "
        "more meetings. On Saturday I dreamt of meetings.",
        {"tags": "[meetings]"},
    ),
    "decision-log": (
        "How to keep a decision log",
        "One line a decision: what, who, when, why. The log is read when somebody asks why we do this at all.",
        {"category": "Planning", "tags": "[decisions]"},
    ),
    "decision-making": (
        "Decision-making without the manager",
        "Those who know most about a thing settle it. They hear the others first, and answer for what comes of it.",
        {"tags": "[decisions]"},
    ),
    "hiring": (
        "Hiring for the second year",
        "The person who starts a thing is seldom the one who carries it on. Ask candidates what they finished.",
        {"category": "Teams", "tags": "[hiring]"},
    ),
    "interview": (
        "Interviews with strangers",
        "Ask about last Tuesday and not about the future. A person remembers the past, and invents the rest.",
        {"tags": "[research]"},
    ),
    "strategy": (
        "Strategy on one page",
        "If it needs two pages, it is two strategies. Name what you will not do.",
        {"category": "Planning"},
    ),
    "metrics": (
        "Metrics are not goals",
        "A number that is rewarded stops telling the truth. Measure for yourself first; report later.",
        {"category": "Planning", "tags": "[metrics]"},
    ),
    "onboarding": (
        "Onboarding in three letters",
        "The first is from the person who left. The second is from the team. The third you write yourself.",
        {"category": "Teams"},
    ),
    "quality": (
        "Quality is a habit",
        "Nobody inspects it in at the end. Small tests, small steps, small reviews, every day.",
        {"tags": "[quality]"},
    ),
    "pricing": (
        "Pricing by listening",
        "Customers name a price three times: when they complain, when they compare, when they leave.",
        {"category": "Product"},
    ),
    "discovery": (
        "Discovery never ends",
        "Talk to one customer a week. The habit matters more than the sample.",
        {"category": "Product", "tags": "[research]"},
    ),
    "prototypes": (
        "Prototypes made of paper",
        "Paper is honest: it can't pretend to be finished. Scissors and tape are a build system.",
        {"category": "Product"},
    ),
    "accessibility": (
        "Accessibility from the first sketch",
        "A page that can be used with the keyboard alone is a page whose order somebody has thought about.",
        {"category": "Product", "tags": "[design]"},
    ),
    "archives": (
        "What libraries know about software",
        "Librarians keep things for people who aren't born yet. A changelog is a catalogue, and a URL is a shelf mark.",
    ),
    "gardens": (
        "Weeding a wiki",
        "Pages die like plants: first the links, then the readers. Once a season, delete what nobody would miss.",
        {"tags": "[writing]"},
    ),
    "pairs": (
        "Two people, one keyboard",
        "Pairing is slow on the first day and fast by the third week. The knowledge of a bus has more than one driver.",
        {"category": "Teams"},
    ),
    "incidents": (
        "After the outage",
        "Write down what was known at each minute, not what is known now. Blame ends learning.",
        {"category": "Teams", "tags": "[incidents]"},
    ),
    "feedback": (
        "Feedback is a gift you may return",
        "Thank, think, then choose. Half of it is about the giver.",
        {"category": "Teams"},
    ),
    "lighthouse": (
        "The lighthouse and the harbour",
        "One warns and one welcomes. A platform team has to be both, and mostly builds the first. "
        "Far away from the lighthouse stands a bakery, which has nothing to do with it.",
    ),
    "bakery": ("Bread at four in the morning", "A bakery plans backwards from breakfast. So does a release."),
    "year-end": (
        "What we learnt in 2023",
        "Less than we hoped, and other things than we planned.",
        {"date": "2023-12-30", "author": "crew"},
    ),
    # -- Accents
    "resume": (
        "Le résumé d’une année",
        "Une page suffit. L’équipe relit les décisions de l’été et n’en garde que trois.",
        {"language": "fr", "tags": "[français]"},
    ),
    "cafe": (
        "Un café avec les clients",
        "On apprend plus en buvant un café qu’en lisant cent réponses à un questionnaire.",
        {"language": "fr", "tags": "[français]"},
    ),
    "fuehrung": (
        "Führung ohne Fäden",
        "Wer führt, zieht nicht an Fäden. Ein gutes Gespräch über Zuständigkeiten ersetzt drei Besprechungen.",
        {"language": "de", "tags": "[Deutsch]"},
    ),
    "manana": (
        "El plan de mañana",
        "Mañana no es una fecha. La reunión termina cuando alguien escribe una.",
        {"language": "es"},
    ),
    # -- Scripts without spaces
    "chanpin": (
        "产品经理做什么",
        "产品经理帮助团队形成共同的理解:什么是重要的。他们不替别人做决定,而是让决定变得容易。",
        {"language": "zh", "tags": "[中文]"},
    ),
    "huiyi": (
        "会议太多怎么办",
        "先取消所有的会议,再把真正需要的加回来。生产作品的人需要安静的时间。",
        {"language": "zh", "tags": "[中文]"},
    ),
    "kotoba": (
        "チームの言葉を決める",
        "用語集はプロダクトの地図です。会議の前に一つの言葉を決めましょう。",
        {"language": "ja"},
    ),
    # -- Code
    "drafts": (
        "Holding drafts back",
        "Sphinx asks extensions what is outdated. A handler of `env-get-outdated` may take documents away:\n\n"
        "```python\ndef env_get_outdated(app, env, added, changed, removed):\n    removed |= held_back(added)\n```\n",
        {"category": "Code", "tags": "[sphinx, python]"},
    ),
    "atomic": (
        "Writing a file in one go",
        "Write beside it, then rename:\n\n```python\nfd = os.open(draft, os.O_WRONLY)\nos.replace(draft, target)\n"
        "```\n\n"
        "On Windows, replace may fail while somebody reads.",
        {"category": "Code", "tags": "[python]"},
    ),
    "hooks": (
        "State in small components",
        "```js\nconst [count, setCount] = useState(0);\nuseEffect(() => log(count), [count]);\n```\n",
        {"category": "Code", "tags": "[javascript]"},
    ),
    "dry-run": (
        "Commands that ask before they act",
        "Every tool has `--dry-run`. A run that is dry costs nothing:\n\n```sh\nrelease --dry-run --tag=v2.1\n```\n",
        {"category": "Code"},
    ),
    "rehearsal": (
        "A rehearsal in dry weather",
        "We run through the release once a month, in the dry season and in the wet one.",
        {"category": "Code"},
    ),
    "csharp": (
        "Moving from C# to F#",
        "The compiler of F# says no more often. In `System.IO.Path.Combine` both agree.",
        {"category": "Code"},
    ),
    "versions": (
        "Python 3.10 and after",
        "Pattern matching came with 3.10, exception groups with 3.11. `match` is a soft keyword.",
        {"category": "Code", "tags": "[python]"},
    ),
    # -- Letters that are not on every keyboard
    "tramway": ("Trams of Łódź", "In Łódź a tram takes you to a street called Głogowa, past 3 Straßen."),
    "paving": ("Whose kerb it is", "A Straße belongs to the town. So does what lies below its Pflaster."),
    "fjord": ("Søren and the boat", "Søren eats smørrebrød on board, near Ærø. Þór and Đorđe row."),
    # -- Languages whose words change their ends, or stand without spaces between them
    "biblioteka": (
        "Что читают смотрители",
        "На маяке стоит полка. Смотритель берёт книгу вечером, а решение о покупке принимают вместе.",
        {"language": "ru"},
    ),
    "haeuser": (
        "Häuser am Deich",
        "Von den Katzen weiß jeder, von den Mäusen keiner. Die Entscheidung fiel im Winter.",
        {"language": "de"},
    ),
    "ecurie": ("L’écurie du port", "Des chevaux y dorment. Les journaux en parlent.", {"language": "fr"}),
    "faros": (
        "Los faros del norte",
        "Las decisiones se toman despacio. Cada farero escribe canciones.",
        {"language": "es"},
    ),
    "latarnia": ("Latarnia na wydmie", "Decyzja zapadła zimą. Na półce stoi jedna książka.", {"language": "pl"}),
    "maktaba": ("المكتبة في المنارة", "الحارس يقرأ الكتاب كل مساء، ثم يكتب رسالة.", {"language": "ar"}),
    "prachakhan": (
        "ประภาคารริมทะเล",
        "ผู้ดูแลประภาคารอ่านหนังสือทุกคืน ภาษาไทยไม่มีช่องว่างระหว่างคำ",
        {"language": "th"},
    ),
    # -- Text that must stay text
    "markup": (
        "The `<template>` element & friends",
        "Content of `<template>` is inert. Write `<b>bold</b>` and nothing is bold. AT&T has an ampersand.",
        {"category": "Code"},
    ),
    "essay": (
        "On the use of silence",
        "It is a well-known trick of chairs: wait. " + "Somebody always fills the silence. " * 12 + "\n\n"
        "## Waiting for the roadmap\n\nThe loudest silence follows the question of dates.\n\n"
        "## Cafes and corridors\n\nWhat is said in a corridor was decided over coffee. Roadmaps are born there.",
        {"tags": "[meetings]"},
    ),
}


def write_posts(folder: Path) -> None:
    """Write the posts, and the page that a site has to have, as sources of a site in *folder*."""
    (folder / "index.md").write_text("# Home\n\nA site to search in.\n", encoding="utf-8")
    for slug, (title, body, *more) in POSTS.items():
        keys = {"date": "2024-05-06", "tags": "[other]", **(more[0] if more else {})}
        front_matter = "".join(f"{key}: {value}\n" for key, value in keys.items())
        file = folder / "posts" / keys["date"][:4] / f"{slug}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{front_matter}---\n\n# {title}\n\n{body}\n", encoding="utf-8")
