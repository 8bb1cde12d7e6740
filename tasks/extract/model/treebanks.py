"""Sentences of Universal Dependencies treebanks, and the Docs that they become."""

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

Span = tuple[int, int]

# The features that follow from a fine tag; the treebanks' own were removed from our files.
FEATURES = {
    "NN": "Number=Sing",
    "NNS": "Number=Plur",
    "NNP": "Number=Sing",
    "NNPS": "Number=Plur",
    "VB": "VerbForm=Inf",
    "VBP": "Tense=Pres|VerbForm=Fin",
    "VBZ": "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "VBD": "Tense=Past|VerbForm=Fin",
    "VBN": "Tense=Past|VerbForm=Part",
    "VBG": "VerbForm=Ger",
    "MD": "VerbForm=Fin",
    "JJ": "Degree=Pos",
    "JJR": "Degree=Cmp",
    "JJS": "Degree=Sup",
    "RB": "Degree=Pos",
    "RBR": "Degree=Cmp",
    "RBS": "Degree=Sup",
}
# The parts of speech whose words carry them, by the first letter of the fine tag ("United", ADJ and NNP, has none).
FEATURED = {"N": {"NOUN", "PROPN"}, "V": {"VERB", "AUX"}, "M": {"AUX"}, "J": {"ADJ"}, "R": {"ADV"}}


@dataclass
class Sentence:
    """A sentence of a treebank: its text and, one of each a word, the columns that we use."""

    text: str = ""
    words: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # places of words, counted from 0; the root's is its own
    deps: list[str] = field(default_factory=list)

    def add(self, columns: list[str]) -> None:
        """Append a word from the ten columns of its CoNLL-U line."""
        _, word, lemma, pos, tag, _, head, dep, *_ = columns
        self.heads.append(int(head) - 1 if int(head) else len(self.words))
        self.words.append(word)
        self.lemmas.append(word if lemma == "_" else lemma)
        self.pos.append(pos)
        self.tags.append(tag)
        self.deps.append("ROOT" if dep == "root" else dep)

    def spans(self) -> list[Span]:
        """Return the (start, end) of each word in the text."""
        spans, end = [], 0
        for word in self.words:
            start = self.text.index(word, end)
            end = start + len(word)
            spans.append((start, end))
        return spans

    def spaces(self) -> list[bool]:
        """Return for each word whether white space follows it."""
        return [self.text[end : end + 1].isspace() for _, end in self.spans()]

    def starts(self) -> list[bool | int | None]:
        """Return for each word whether it begins the sentence."""
        return [index == 0 for index in range(len(self.words))]

    def features(self) -> list[str]:
        """Return for each word the features that follow from its tags."""
        pairs = zip(self.pos, self.tags, strict=True)
        return [FEATURES.get(tag, "") if pos in FEATURED.get(tag[:1], ()) else "" for pos, tag in pairs]


def read_sets(folder: Path, names: Iterable[str]) -> list[Sentence]:
    """Return the sentences of the named sets of the folder."""
    return [sentence for name in names for sentence in read_conllu(folder / f"{name}.conllu.xz")]


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of an xz-compressed CoNLL-U file; the lines of ranges and empty nodes are passed over."""
    sentence = Sentence()
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if line.startswith("# text = "):
                sentence.text = line[9:].rstrip("\n")
            elif columns[0].isdigit():
                sentence.add(columns)
            elif line == "\n":
                yield sentence
                sentence = Sentence()


def bare_doc(vocab: Vocab, sentence: Sentence) -> Doc:
    """Return a Doc of the sentence's words alone, as the pipeline gets it."""
    return Doc(vocab, words=sentence.words, spaces=sentence.spaces(), sent_starts=sentence.starts())


def gold_doc(vocab: Vocab, sentence: Sentence) -> Doc:
    """Return a Doc with everything that the treebank says."""
    return Doc(
        vocab,
        words=sentence.words,
        spaces=sentence.spaces(),
        tags=sentence.tags,
        pos=sentence.pos,
        morphs=sentence.features(),
        lemmas=sentence.lemmas,
        heads=sentence.heads,
        deps=sentence.deps,
    )
