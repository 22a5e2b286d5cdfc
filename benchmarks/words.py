"""Words for the made-up blog: common English ones, made-up ones and bits of code."""

from random import Random

# The commonest first: Zipf's law makes them more than half of the text.
ENGLISH = """
the of and to a in that is it for was on with as be by at this have from or had not but what all were when we there
can an your which their said if do will each about how up out them then she many some so these would other into has
more her two like him see time could no make than first been its who now people my made over did down only way find
use may water long little very after words called just where most know get through back much go good new write our
used me man too any day same right look think also around another came come work three must because does part even
place well such here take why things help put years different away again off went old number great tell men say
small every found still between name should home big give air line set own under read last never us left end along
while might next sound below saw something thought both few those always looked show large often together asked
house world going want school important until form food keep children feet land side without boy once animals life
enough took sometimes four head above kind began almost live page got earth need far hand high year mother light
parts country father let night following picture being study second eyes soon times story boys since white days ever
paper hard near sentence better best across during today others however sure means knew try told young miles sun
ways thing whole hear example heard several change answer room sea against top turned learn point city play toward
five using himself usually money seen car morning body upon family later turn move face door cut done group true
half red fish plants living black eat short states run book gave order open ground cold really table remember tree
course front space inside ago sad early learned brought close nothing though idea before lived became add become
grow draw yet less wind behind cannot letter among able dog shown mean english rest perhaps certain six feel fire
ready green built special ran full town complete anything hold state list stood hundred ten fast felt kept notice
strong voice probably area horse matter stand box start class piece surface river common stop whatever fine round
dark past ball girl road blue instead either held already warm gone finally summer understand moon power problem
system team product decision question reason customer service market value design model meaning history language
evidence
"""
COMMON = tuple(ENGLISH.split())
OPENINGS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w z"
VOWELS = "a e i o u ai ea ou"
ENDINGS = ("", "l", "n", "r", "s", "t", "m")
SYLLABLES = tuple(a + b + c for a in OPENINGS.split() for b in VOWELS.split() for c in ENDINGS)
# No two rows of these read alike, so a number has one spelling and no two numbers share one.
DIGITS = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou")

PYTHON = """def {0}({1}, limit={n}):
    \"\"\"Return the {2} of each {3}.\"\"\"
    found = []
    for {4} in sorted({1}):
        if len({4}) > limit and not {4}.startswith("{2}"):
            found.append({{"{3}": {4}, "weight": {n} * 0.5}})
    return found  # {5}
"""
JAVASCRIPT = """export function {0}({1}, limit = {n}) {{
  // {2} {3}
  const {4} = new Map();
  for (const item of {1}) {{
    if (item.size > limit) {4}.set(item.name, `{5} ${{item.size}}`);
  }}
  return [...{4}.values()].filter((value) => value !== null);
}}
"""
SHELL = """#!/bin/sh
# {2} {3}
set -eu
for {0} in {1}/*.txt; do
  grep -c "{4}" "${0}" | head -n {n} || echo "{5}: nothing" >&2
done
"""
SUBJECTS = """
accessibility agile analytics architecture books careers coaching conferences data decisions deployment discovery
documentation economics feedback hiring interviews leadership learning measurement meetings mentoring metrics networks
onboarding planning pricing privacy programming prototypes quality remote security software standards strategy testing
tools trust writing
"""
CODE = (("python", PYTHON), ("js", JAVASCRIPT), ("bash", SHELL))


def made_up(random: Random, count: int) -> list[str]:
    """Return *count* different words that no language has, of one to three syllables."""
    words: dict[str, None] = {}
    while len(words) < count:
        word = "".join(random.choices(SYLLABLES, k=random.choice((1, 2, 2, 2, 3))))
        if len(word) > 3 and word not in COMMON:
            words[word] = None
    return list(words)


def name_of(number: int) -> str:
    """Return *number* as a word: each number its own."""
    letters = []
    while number or len(letters) < 3:
        number, digit = divmod(number, len(DIGITS))
        letters.append(DIGITS[digit])
    return "".join(letters)


def code_block(random: Random, words: list[str]) -> str:
    language, template = random.choice(CODE)
    names = [random.choice(words[:5000]) for _ in range(6)]
    return f"```{language}\n{template.format(*names, n=random.randint(2, 99))}```"
