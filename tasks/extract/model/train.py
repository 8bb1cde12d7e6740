"""Train the small English syntax pipeline from Universal Dependencies treebanks.

    python -m tasks.extract.model.train TREEBANKS OUTPUT [--steps N] [--config FILE] [--set training.noise=0.5 …]

TREEBANKS is a folder that holds the sets named below as `NAME.conllu.xz`; OUTPUT becomes the pipeline, for
`spacy.load(OUTPUT)`, and MODEL_CARD.md beside it tells how well it does. One thread and a fixed seed: the same input
gives the same bytes.
"""
# ruff: noqa: E402 – the threads are counted before NumPy is loaded: more of them would change the order of sums

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.attrs import ORTH  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.pipeline.tok2vec import Tok2VecListener
from spacy.tokens import Token
from spacy.training import Example
from spacy.util import compile_infix_regex, compile_suffix_regex, registry
from thinc.api import Config, NumpyOps, Optimizer, fix_random_seed, set_current_ops

from tasks.extract.model.card import META, write_card
from tasks.extract.model.dress import Noise, dressed
from tasks.extract.model.lemmas import lemma_tables
from tasks.extract.model.treebanks import Sentence, Span, bare_doc, gold_doc, read_sets

TRAIN = ("ewt-train", "gumopen-train")
CHOOSE = ("ewt-dev", "gumopen-dev")
TEST = ("pud-test", "ewt-test", "gumnews-test")
# Parts of words that UD does not split off: "non-white", "co-founder", "pro-Beijing".
BOUND_PARTS = (
    "anti|co|counter|cross|e|ex|extra|inter|intra|mega|mid|mini|multi|neo|non|post|pre|pro|pseudo|re|semi|sub|un"
)
# What UD splits and spaCy does not: "$221bn" is "$ 221 bn", "9:30am" is "9:30 am", "COVID-19" is "COVID - 19".
SUFFIXES = (r"(?<=[0-9])(?:bn|tn|trn|mn|am|pm|AM|PM)",)
INFIXES = (
    r"(?<=[0-9])(?:%|m|bn|tn|trn|mn)(?=[-–—])",
    r"(?<=[A-Za-z0-9%])[-–—](?=[$£€¥0-9])",
    r"(?<=[-–—])[$£€¥](?=[0-9])",
    r"(?<=[A-Z])\$(?=[0-9])",
)

Scores = dict[str, float]


# ------------------------------------------------------------------------------------------------------- the pipeline


def build_pipeline(config: Config, sentences: list[Sentence]) -> Language:
    """Return the untrained pipeline, its labels and its table of lemmas taken from the sentences."""
    nlp = spacy.blank("en").from_config(Config({key: config[key] for key in ("nlp", "components")}))
    fit_tokenizer(nlp)
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    lemmatizer.initialize(lambda: [], nlp=nlp, lookups=lemma_tables(sentences))
    examples = [Example(bare_doc(nlp.vocab, each), gold_doc(nlp.vocab, each)) for each in sentences]
    with nlp.select_pipes(disable="lemmatizer"):
        nlp.initialize(lambda: examples)
    return nlp


def fit_tokenizer(nlp: Language) -> None:
    """Make spaCy's tokenizer split as the treebanks do.

    Its exceptions lose their norms ("n't" for "not"): the words of the treebanks, which we train on, have none.
    """
    tokenizer: Any = nlp.tokenizer
    defaults: Any = nlp.Defaults
    infixes = [guard(pattern) for pattern in (*defaults.infixes, *INFIXES)]
    suffixes = [*defaults.suffixes, *SUFFIXES]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.rules = {text: [{ORTH: part[ORTH]} for part in parts] for text, parts in tokenizer.rules.items()}


def guard(pattern: str) -> str:
    """Keep a pattern that splits at hyphens from splitting off a bound part."""
    if "-|–|—" not in pattern and not pattern.startswith("(?<=[A-Za-z"):
        return pattern
    return "".join(rf"(?<!\b{part})(?<!\b{part.title()})" for part in BOUND_PARTS.split("|")) + pattern


# ----------------------------------------------------------------------------------------------------------- training


def train(config: Config, folder: Path) -> Language:
    """Return the pipeline, trained."""
    settings = config["training"]
    chance = start_ops(settings["seed"])
    sentences = read_sets(folder, TRAIN)
    nlp = build_pipeline(config, sentences)
    optimizer = registry.resolve({"optimizer": settings["optimizer"]})["optimizer"]
    shown = dressed(sentences, settings, chance)
    examples = [Example(bare_doc(nlp.vocab, each), gold_doc(nlp.vocab, each)) for each in shown]
    stream = batches(examples, settings["batch_words"], chance)
    noise = Noise(shown, settings["noise"], settings["seed"])
    watch = Watch(read_sets(folder, CHOOSE), settings["look_every"])
    with nlp.select_pipes(disable="lemmatizer"):
        for step in range(1, settings["steps"] + 1):
            update(nlp, [noise(example) for example in next(stream)], optimizer, settings["dropout"])
            watch.look(nlp, optimizer, step)
    keep_averages(nlp, optimizer)
    return nlp


def start_ops(seed: int) -> random.Random:
    """Seed all chance, and return the one for the order of the sentences.

    NumPy's OpenBLAS multiplies these matrices twice as fast as BLIS, which spaCy takes by itself.
    """
    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(seed)
    # What tells batches apart where pipes share their reader of words; spaCy's own way goes through all words.
    setattr(Tok2VecListener, "get_batch_id", staticmethod(lambda docs: hash(tuple(map(id, docs)))))  # noqa: B010
    return random.Random(seed)


def batches(examples: list[Example], words: int, chance: random.Random) -> Iterator[list[Example]]:
    """Yield batches of about that many words for ever, in a new order each round."""
    while True:
        chance.shuffle(examples)
        batch: list[Example] = []
        size = 0
        for example in examples:
            batch.append(example)
            size += len(example.reference)
            if size >= words:
                yield batch
                batch, size = [], 0


def update(nlp: Language, batch: list[Example], optimizer: Any, dropout: float) -> None:
    """Learn from a batch; `nlp.update` does the same on copies of the Docs, which costs a third of the time."""
    pipes: list[Any] = [pipe for _, pipe in nlp.pipeline]
    for pipe in pipes:
        pipe.update(batch, drop=dropout, sgd=None)
    for pipe in pipes:
        pipe.finish_update(optimizer)
    optimizer.step_schedules()


def keep_averages(nlp: Language, optimizer: Optimizer) -> None:
    """Put the averages of the parameters over the last steps in the place of the parameters."""
    if optimizer.averages:
        nlp.use_params(optimizer.averages).__enter__()


class Watch:
    """Prints from time to time how the pipeline does on the sentences for choosing."""

    def __init__(self, sentences: list[Sentence], every: int) -> None:
        """Look at the sentences every so many steps."""
        self.sentences = sentences
        self.every = every
        self.start = time.process_time()

    def look(self, nlp: Language, optimizer: Optimizer, step: int) -> None:
        """Print a line, if it is time."""
        if step % self.every == 0:
            with nlp.use_params(optimizer.averages or {}):
                scores = score_gold_words(nlp, self.sentences)
            print(f"{step:6} {time.process_time() - self.start:6.0f} s  {shown_scores(scores)}", flush=True)


# ------------------------------------------------------------------------------------------------------------ scoring


def score_gold_words(nlp: Language, sentences: list[Sentence]) -> Scores:
    """Return the percentages of words that are right, given the treebank's words; punctuation is not counted."""
    right: Counter[str] = Counter()
    docs = nlp.pipe([bare_doc(nlp.vocab, each) for each in sentences])
    for doc, gold in zip(docs, sentences, strict=True):
        for token, *columns in zip(doc, gold.pos, gold.tags, gold.lemmas, gold.heads, gold.deps, strict=True):
            if columns[0] != "PUNCT":
                right.update(["all", *right_columns(token, token.head.i, columns)])
    return {name: 100 * right[name] / right["all"] for name in ("UPOS", "XPOS", "lemma", "UAS", "LAS")}


def score_raw_text(nlp: Language, sentences: list[Sentence]) -> Scores:
    """Return F1 in percent on sentences as raw text, each handed over alone; punctuation is not counted.

    A word is right if its span is a gold word's, its head if the head's span is, too.
    """
    right: Counter[str] = Counter()
    for doc, gold in zip(nlp.pipe([each.text for each in sentences]), sentences, strict=True):
        words = gold_columns(gold)
        marks = {span for span, columns in words.items() if columns[0] == "PUNCT"}
        right["gold"] += len(words) - len(marks)
        for token in (each for each in doc if span_of(each) not in marks and not each.is_space):
            right["own"] += 1
            if columns := words.get(span_of(token)):
                right.update(["words", *right_columns(token, span_of(token.head), columns)])
    names = ("words", "UPOS", "XPOS", "lemma", "UAS", "LAS")
    return {name: 200 * right[name] / (right["gold"] + right["own"]) for name in names}


def gold_columns(gold: Sentence) -> dict[Span, list[Any]]:
    """Return span → part of speech, tag, lemma, span of the head, label."""
    spans = gold.spans()
    heads = [spans[head] for head in gold.heads]
    columns = zip(gold.pos, gold.tags, gold.lemmas, heads, gold.deps, strict=True)
    return {span: list(each) for span, each in zip(spans, columns, strict=True)}


def right_columns(token: Token, head: object, columns: list[Any]) -> list[str]:
    """Return the names of the columns (part of speech, tag, lemma, head, label) that a token has right."""
    pos, tag, lemma, gold_head, dep = columns
    good = {
        "UPOS": token.pos_ == pos,
        "XPOS": token.tag_ == tag,
        "lemma": token.lemma_.lower() == lemma.lower(),
        "UAS": head == gold_head,
        "LAS": head == gold_head and token.dep_ == dep,
    }
    return [name for name, is_right in good.items() if is_right]


def span_of(token: Token) -> Span:
    """Return the (start, end) of a token in its text."""
    return token.idx, token.idx + len(token)


def words_per_second(nlp: Language, sentences: list[Sentence]) -> float:
    """Return how many words a second the pipeline reads from raw sentences: the best of three passes."""
    texts = [each.text for each in sentences]
    speeds = []
    for _ in range(3):
        start = time.process_time()
        words = sum(len(doc) for doc in nlp.pipe(texts))
        speeds.append(words / (time.process_time() - start))
    return max(speeds)


def shown_scores(scores: Scores) -> str:
    """Return the scores as one line."""
    return "  ".join(f"{name} {value:.2f}" for name, value in scores.items())


# ------------------------------------------------------------------------------------------------------------- saving


def save(nlp: Language, path: Path) -> None:
    """Write the pipeline, without the words that training left in its vocabulary."""
    shutil.rmtree(path, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    nlp.meta.update(META)
    nlp.to_disk(path)
    strings = json.dumps(needed_strings(nlp), ensure_ascii=False, indent=0)
    (path / "vocab" / "strings.json").write_text(strings, encoding="utf-8")


def needed_strings(nlp: Language) -> list[str]:
    """Return the strings that the pipes name by number: labels and features; the tokenizer brings its own."""
    strings = set(spacy.blank("en").vocab.strings)
    for name in nlp.pipe_names:
        for label in getattr(nlp.get_pipe(name), "labels", ()):
            strings.update([label, *label.split("|"), *re.split(r"[=|]", label)])
    return sorted(strings)


def size_of(path: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


# -------------------------------------------------------------------------------------------------------- the command


def read_arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebanks", type=Path, help="folder of NAME.conllu.xz")
    parser.add_argument("output", type=Path, help="folder of the pipeline; what is there is replaced")
    parser.add_argument("--steps", type=int, help="steps of training, for a quick trial")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.cfg"))
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="other settings than the config's")
    return parser.parse_args()


def read_config(arguments: argparse.Namespace) -> Config:
    """Return the config with what the command line changes."""
    pairs = (each.split("=", 1) for each in arguments.set)
    changes = {key: json.loads(value) for key, value in pairs}
    if arguments.steps:
        changes["training.steps"] = arguments.steps
    return Config().from_disk(arguments.config, overrides=changes)


def report(path: Path, treebanks: Path) -> tuple[dict[str, dict[str, Scores]], dict[str, float]]:
    """Return the scores (set → given words or raw text → scores) and the costs of the pipeline, loaded anew."""
    start = time.perf_counter()
    nlp = spacy.load(path)
    costs = {"seconds to load": time.perf_counter() - start, "megabytes": size_of(path) / 1e6}
    scores = {}
    for name in (*TEST, *CHOOSE):
        sentences = read_sets(treebanks, (name,))
        scores[name] = {"gold words": score_gold_words(nlp, sentences), "raw text": score_raw_text(nlp, sentences)}
    costs["words a second"] = words_per_second(nlp, read_sets(treebanks, TEST[:1]))
    return scores, costs


def main() -> None:
    """Train, save, load again, score, and write the card."""
    arguments = read_arguments()
    config = read_config(arguments)
    start = time.process_time()
    nlp = train(config, arguments.treebanks)
    save(nlp, arguments.output)
    minutes = (time.process_time() - start) / 60
    scores, costs = report(arguments.output, arguments.treebanks)
    for name, ways in scores.items():
        for way, each in ways.items():
            print(f"{name:12} {way:10} {shown_scores(each)}")
    print(shown_scores({**costs, "minutes to train": minutes}))
    write_card(arguments.output.with_name("MODEL_CARD.md"), scores, {**costs, "minutes to train": minutes}, config)


if __name__ == "__main__":
    main()
