"""Checks a proof of a Guanxi audit log with nothing but its public key: python check_proof.py PROOF.json VKEY

Needs Python 3.9 or later and the package `cryptography`. It reads the proof, rebuilds the root of the tree from the
entry and the path (RFC 6962), and checks that the checkpoint with this root is signed (c2sp.org/tlog-checkpoint).
"""

import json
import sys
from base64 import b64decode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COLUMNS = "seq xid at by_user action object record_id fields commitment change_set note".split()


def signed_checkpoint(note, vkey):
    """Size and root of a checkpoint, once its signature is checked."""
    name, key_id, key = (vkey.split("+", 2) + ["", ""])[:3]
    kept = b64decode(key)
    if kept[:1] != b"\x01" or sha256(name.encode() + b"\n" + kept).hexdigest()[:8] != key_id:
        raise ValueError("this is no public key")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        _, signer, signature = line.split(" ")
        raw = b64decode(signature)
        if signer == name and raw[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(kept[1:]).verify(raw[4:], text.encode())
            origin, size, root = text.split("\n")[:3]
            if origin != name:
                raise ValueError("the checkpoint is of another log")
            return int(size), b64decode(root)
    raise ValueError("the checkpoint is not signed with this key")


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def root_from(leaf, index, size, path):
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise ValueError("the entry does not lie in the tree")
    place, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            raise ValueError("the path is too long")
        if place & 1 or place == last:
            found = node(each, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, each)
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return found


def main():
    if len(sys.argv) != 3:
        sys.exit("Give the file of the proof and the public key: python check_proof.py PROOF.json VKEY")
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            proof = json.load(file)
    except OSError as error:
        sys.exit(f"The proof cannot be read: {sys.argv[1]}: {error.strerror}")
    size, root = signed_checkpoint(proof["checkpoint"], sys.argv[2])
    leaf = sha256(b"\x00guanxi audit 1\t" + proof["entry"].encode()).digest()
    path = [b64decode(each) for each in proof["path"]]
    if proof["form"] != 1 or root_from(leaf, proof["index"], size, path) != root:
        raise ValueError("the entry is not in the tree")
    for column, text in zip(COLUMNS, proof["entry"].split("\t")):
        print(f"{column:<12}{'-' if text == chr(92) + 'N' else text}")
    print(f"The proof holds: entry {proof['index']} of the {size} that were sealed.")


if __name__ == "__main__":
    try:
        main()
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        sys.exit(f"The proof does not hold: {told or 'wrong signature'}")
