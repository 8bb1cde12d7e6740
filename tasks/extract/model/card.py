"""What the model says about itself: its metadata and its card."""

import datetime
import importlib.metadata
import platform
from pathlib import Path

from thinc.api import Config

META = {
    "name": "news_syntax_sm",
    "version": "1.0.0",
    "description": "English tags, lemmas and Universal Dependencies for one sentence a Doc; no vectors.",
    "license": "CC BY-SA 4.0",
    "url": "https://universaldependencies.org",
    "sources": [
        {
            "name": "UD English EWT",
            "url": "https://github.com/UniversalDependencies/UD_English-EWT",
            "license": "CC BY-SA 4.0",
        },
        {
            "name": "UD English GUM (annotations)",
            "url": "https://github.com/UniversalDependencies/UD_English-GUM",
            "license": "CC BY 4.0",
        },
    ],
}
CARD = """# Model card: English syntax, small

Fine tags (XPOS), parts of speech (UPOS) with a few features, lemmas and Universal Dependencies for English news, one
sentence a Doc. A spaCy {spacy} pipeline without word vectors, trained from nothing on two treebanks.

| | |
|---|---|
| pipes | tok2vec (shared), tagger, morphologizer, parser, lemmatizer (rules) |
| size, load | {megabytes:.2f} MB, {load:.2f} s |
| speed | {speed:,.0f} words/s on one core from raw sentences, all pipes ({machine}) |
| trained | {date}, {steps:,} steps, {minutes:.0f} CPU minutes on one core, seed {seed} |
| versions | Python {python}, spacy {spacy}, thinc {thinc}, numpy {numpy} |

## Data and licences

The model is licensed under **CC BY-SA 4.0**. It was trained on

- **UD English EWT**, the Universal Dependencies English Web Treebank (training part; web logs, newsgroups, e-mails,
  reviews, answers), CC BY-SA 4.0, © The Board of Trustees of The Leland Stanford Junior University,
  <https://github.com/UniversalDependencies/UD_English-EWT>;
- **UD English GUM** (training part of the nine genres whose texts are free of non-commercial terms: news, interview,
  bio, voyage, academic, court, speech, textbook, vlog), annotations CC BY 4.0, © Amir Zeldes and the GUM annotators,
  <https://github.com/UniversalDependencies/UD_English-GUM>.

Changed: the features, the enhanced dependencies and most comments were removed; features follow from the fine tags.
UD English PUD and the parts named test were only used to score. The treebanks themselves are not part of the project;
anyone gets them from the Universal Dependencies releases, <https://universaldependencies.org>.

## Scores

In percent, punctuation excluded, labels with their subtypes (`nmod:poss`), lemmas without regard to case. *Gold words*:
the treebank's words and sentences are given, the share of words that are right. *Raw text*: each sentence is given as
text, F1 over words whose span agrees. The model was chosen on ewt-dev and gumopen-dev; the three tests were read for
the report.

| set | given | UPOS | XPOS | lemma | UAS | LAS | words |
|---|---|---|---|---|---|---|---|
{rows}

## Use

`Syntax.load()` of `tasks/extract/syntax.py`, or `spacy.load(FOLDER)`; hand it one sentence a Doc: it was trained so
and does not find sentences. What is not needed can be left out, `spacy.load(FOLDER, exclude=["tagger", "lemmatizer"])`,
but for tok2vec; the lemmatizer needs the morphologizer.
Labels: UD relations with subtypes, the root's is `ROOT`; morphologizer: UPOS with Number, Person, Tense, VerbForm,
Degree as they follow from the fine tag; tags of the Penn Treebank as UD EWT has them. The tokenizer is spaCy's, with
"non-", "co-" and the like kept on their words, "bn", "tn", "mn" split from numbers and ranges at their dash.

What it does badly: some lemmas keep their capital ("At"): lower them, but for proper nouns; rare labels (fewer than 30
in training) are never given; it has seen sentences written like headlines but few real ones, and few tables and lists;
arcs that cross are seldom found.

## Train it again

```
make model TREEBANKS=… OUTPUT=…     # or: python -m tasks.extract.model.train TREEBANKS OUTPUT
```

TREEBANKS holds the sets as `NAME.conllu.xz` (see the top of `train.py`).

One thread and a fixed seed: the same input gives the same bytes on the same kind of processor.
"""


def write_card(
    path: Path, scores: dict[str, dict[str, dict[str, float]]], costs: dict[str, float], config: Config
) -> None:
    """Write the card of a model from its scores, its costs and its config."""
    versions = {name: importlib.metadata.version(name) for name in ("spacy", "thinc", "numpy")}
    card = CARD.format(
        **versions,
        python=platform.python_version(),
        machine=f"{platform.machine()}, shared with other work",
        megabytes=costs["megabytes"],
        load=costs["seconds to load"],
        speed=costs["words a second"],
        minutes=costs["minutes to train"],
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        steps=config["training"]["steps"],
        seed=config["training"]["seed"],
        rows="\n".join(row(name, way, each) for name, ways in scores.items() for way, each in ways.items()),
    )
    path.write_text(card, encoding="utf-8")


def row(name: str, way: str, scores: dict[str, float]) -> str:
    """Return a line of the table of scores."""
    cells = [f"{scores[key]:.1f}" if key in scores else "" for key in ("UPOS", "XPOS", "lemma", "UAS", "LAS", "words")]
    return "| " + " | ".join([name, way, *cells]) + " |"
