"""A tiny translator of the Marian kind that is taught a few phrases, and written as large ones are."""

import json
import warnings
from pathlib import Path

import sentencepiece
import torch
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

PHRASES = {"红房子": "a red house", "猫": "a cat.", "雾": "fog", "在海上": "at (sea: 2)"}
MARKS = ["</s>", "<unk>"]
LESSONS = 60


def write_translator(folder: Path, source: str = "zho", target: str = "eng") -> Path:
    """Teach a translator the phrases, and write it into a folder."""
    pieces = _pieces(folder)
    vocabulary = [*MARKS, *pieces, "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({piece: at for at, piece in enumerate(vocabulary)}))
    files = (str(folder / name) for name in ("source.spm", "target.spm", "vocab.json"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokenizer = MarianTokenizer(*files, source_lang=source, target_lang=target)
    tokenizer.save_pretrained(folder)
    _taught(tokenizer, len(vocabulary)).save_pretrained(folder)
    return folder


def _pieces(folder: Path) -> list[str]:
    """Train the pieces of both languages, one list for both."""
    folder.mkdir(parents=True, exist_ok=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for pair in PHRASES.items() for text in pair]),
        model_prefix=str(folder / "source"),
        vocab_size=40,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (folder / "source.vocab").unlink()
    model = (folder / "source.model").rename(folder / "source.spm")
    (folder / "target.spm").write_bytes(model.read_bytes())
    read = sentencepiece.SentencePieceProcessor(model_file=str(model))
    known = [read.id_to_piece(at) for at in range(read.get_piece_size())]
    return [piece for piece in known if piece not in {"<unk>", "<s>", "</s>"}]


def _taught(tokenizer: MarianTokenizer, words: int) -> MarianMTModel:
    """Teach a net of chance every phrase by heart."""
    torch.manual_seed(1)
    sides = {f"{part}_{name}": count for part in ("encoder", "decoder") for name, count in _SIZES.items()}
    marks = {"pad_token_id": words - 1, "eos_token_id": 0, "decoder_start_token_id": words - 1}
    config = MarianConfig(
        vocab_size=words, d_model=32, max_position_embeddings=64, dropout=0.0, **sides, **marks
    )
    net = MarianMTModel(config).train()
    learn = torch.optim.Adam(net.parameters(), lr=0.01)
    given = tokenizer(list(PHRASES), text_target=list(PHRASES.values()), return_tensors="pt", padding=True)
    given["labels"][given["labels"] == words - 1] = -100  # what is filled up teaches nothing
    for _ in range(LESSONS):
        learn.zero_grad()
        net(**given).loss.backward()
        learn.step()
    return net.eval()


_SIZES = {"layers": 1, "attention_heads": 2, "ffn_dim": 64}
