"""The pieces of folded text that stand in the index, and how each kind of piece is marked.

| token      | what it says of the value                                                                        |
|------------|--------------------------------------------------------------------------------------------------|
| 张, 张伟   | it has this ideograph, these two in a row                                                        |
| wei        | it has these three letters or digits in a row within a word                                      |
| 6789       | its telephone number has these four digits in a row                                              |
| ^w, ^we    | it begins with this letter (or its sound does); one of its words (or its sound) with these two  |
| ^138       | its telephone number begins so behind the country's code                                         |
| ~wei       | one of its characters sounds so                                                                  |
| @zw        | the initials of its characters begin so, from its first character or that of the given name       |
| =张伟      | it is this, as far as 60 characters                                                              |
| _word      | a long text has this word                                                                        |
| &ei        | a word of this title has these two letters or digits in a row                                   |
"""

from operator import add
from typing import Final

WHOLE, START, SOUND, INITIALS, WORD, INSIDE = "=", "^", "~", "@", "_", "&"
LONGEST_WHOLE: Final = 60
LONGEST_WORD: Final = 40


def pairs(run: str) -> list[str]:
    return list(map(add, run, run[1:]))


def triples(run: str) -> list[str]:
    return [run[at : at + 3] for at in range(len(run) - 2)]


def fours(digits: str) -> list[str]:
    return [digits[at : at + 4] for at in range(len(digits) - 3)]


def whole(folded: str) -> str:
    """The token of a value that is exactly this."""
    return WHOLE + folded[:LONGEST_WHOLE]
