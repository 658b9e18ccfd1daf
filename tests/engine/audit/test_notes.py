"""ACC-7: checkpoints are signed notes as C2SP lays them down."""

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guanxi.engine.audit.notes import Checkpoint, Signer, Verifier, checkpoint_in
from guanxi.kernel.errors import Invalid

SIGNER = Signer("example.com/log", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = Signer("example.com/other", Ed25519PrivateKey.from_private_bytes(bytes(32)))
CHECKPOINT = Checkpoint(SIGNER.name, 20_852_163, sha256(b"root").digest())
NOTE = SIGNER.sign(CHECKPOINT.text)
# The key that the standard's own example of a note is signed with.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_signed_by_another_program_opens_with_its_key() -> None:
    assert Verifier.read(PUBLISHED_KEY).open(PUBLISHED_NOTE).startswith("If you think")


def test_the_key_has_the_form_of_the_standard() -> None:
    name, key_id, key = SIGNER.verifier.text.split("+", 2)
    kept = b64decode(key)
    assert (name, kept[0], len(kept)) == ("example.com/log", 1, 33)
    assert key_id == sha256(b"example.com/log\n" + kept).hexdigest()[:8]
    assert Verifier.read(SIGNER.verifier.text) == SIGNER.verifier


def test_a_checkpoint_is_three_lines_an_empty_one_and_the_signature() -> None:
    origin, size, root, gap, signature, end = NOTE.split("\n")
    assert (origin, size, b64decode(root), gap, end) == (SIGNER.name, "20852163", CHECKPOINT.root, "", "")
    assert signature.startswith("\u2014 example.com/log ")
    assert checkpoint_in(NOTE, SIGNER.verifier) == CHECKPOINT


def test_signatures_of_witnesses_may_stand_beside_ours() -> None:
    witnessed = NOTE + STRANGER.sign(CHECKPOINT.text).split("\n\n")[1]
    assert checkpoint_in(witnessed, SIGNER.verifier) == CHECKPOINT


def test_lines_of_other_logs_behind_the_root_are_passed_over() -> None:
    assert checkpoint_in(SIGNER.sign(CHECKPOINT.text + "more\n"), SIGNER.verifier) == CHECKPOINT


@pytest.mark.parametrize(
    "note",
    [
        "",
        NOTE.replace("20852163", "20852164"),
        NOTE.replace("\n\n", "\n"),
        NOTE[:-1],
        NOTE.replace("\u2014", "-"),
        NOTE + NOTE.split("\n\n")[1].replace("log ", "log  "),
        STRANGER.sign(CHECKPOINT.text),
        SIGNER.sign(CHECKPOINT.text.replace("20852163", "020852163")),
        SIGNER.sign(CHECKPOINT.text.replace("20852163", "-1")),
        SIGNER.sign(f"{SIGNER.name}\n5\n{b64encode(b'short').decode()}\n"),
        SIGNER.sign(f"{SIGNER.name}\n5\n"),
        SIGNER.sign(CHECKPOINT.text.replace(SIGNER.name, "example.com/another")),
        SIGNER.sign(CHECKPOINT.text).replace("example.com", "example\x07com"),
    ],
)
def test_what_is_no_checkpoint_of_this_log_is_refused(note: str) -> None:
    with pytest.raises(Invalid):
        checkpoint_in(note, SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        SIGNER.verifier.text.replace("log", "lag"),
        SIGNER.verifier.text[:-4],
        "a b" + SIGNER.verifier.text.removeprefix("example.com/log"),
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Verifier.read(text)
