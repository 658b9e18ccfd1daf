/** A proof that an entry is in the sealed log, checked here in the browser: nothing of it is taken on trust. */
export interface Proof {
  form: number;
  entry: string;
  index: number;
  path: string[];
  checkpoint: string;
  batch: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** `sound`: it holds and is signed. `unsigned`: it holds, but this browser cannot check the signature. */
export type Judgement = "sound" | "unsigned" | "wrong" | "unable";

const head = "\u0000guanxi audit 1\t";
const hashBytes = 32;
const ed25519 = 1;
const idBytes = 4;

function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function toHex(bytes: Bytes): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(...parts: Bytes[]): Promise<Bytes> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const node = (left: Bytes, right: Bytes) => sha256(Uint8Array.of(1), left, right);

/** The root that a path leads to (RFC 9162, 2.1.3.2), or none where the path does not fit the tree. */
export async function rootFrom(leaf: Bytes, index: number, size: number, path: readonly Bytes[]): Promise<Bytes | null> {
  if (!(index >= 0 && index < size)) return null;
  let [place, last, found] = [index, size - 1, leaf];
  for (const each of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      found = await node(each, found);
      while (place !== 0 && place % 2 === 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      found = await node(found, each);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? found : null;
}

interface Signed {
  text: string;
  size: number;
  root: string;
  signature: Bytes;
  key: Bytes;
}

/** The parts of a checkpoint that the holder of this key has signed, by what it says; its signature is not checked yet. */
async function opened(note: string, verifier: string): Promise<Signed | null> {
  const encoder = new TextEncoder();
  const [name = "", keyId, ...rest] = verifier.split("+");
  const key = fromBase64(rest.join("+"));
  if (key[0] !== ed25519 || key.length !== 1 + hashBytes) return null;
  if (toHex(await sha256(encoder.encode(`${name}\n`), key)).slice(0, 2 * idBytes) !== keyId) return null;
  const gap = note.lastIndexOf("\n\n");
  const text = note.slice(0, gap + 1);
  const [origin, size, root] = text.split("\n");
  const line = note.slice(gap + 2).split("\n").find((each) => each.startsWith(`\u2014 ${name} `));
  if (gap < 0 || origin !== name || !size || !root || !line) return null;
  const signature = fromBase64(line.split(" ")[2] ?? "");
  if (toHex(signature.slice(0, idBytes)) !== keyId) return null;
  return { text, size: Number(size), root, signature: signature.slice(idBytes), key: key.slice(1) };
}

async function isSigned({ text, signature, key }: Signed): Promise<boolean | null> {
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, new TextEncoder().encode(text));
  } catch {
    return null; // older browsers know no Ed25519
  }
}

/** Whether the proof holds under this public key. Without a safe connection browsers do not compute hashes. */
export async function judge(proof: Proof, verifier: string): Promise<Judgement> {
  if (!("subtle" in crypto)) return "unable";
  const checkpoint = await opened(proof.checkpoint, verifier);
  if (!checkpoint || proof.form !== 1) return "wrong";
  const leaf = await sha256(new TextEncoder().encode(head + proof.entry));
  const root = await rootFrom(leaf, proof.index, checkpoint.size, proof.path.map(fromBase64));
  if (!root || toHex(root) !== toHex(fromBase64(checkpoint.root))) return "wrong";
  const signed = await isSigned(checkpoint);
  return signed === null ? "unsigned" : signed ? "sound" : "wrong";
}

/** Whether the proof tells of this very entry: its number stands first in the line. */
export function isOf(proof: Proof, seq: number): boolean {
  return proof.entry.startsWith(`${seq}\t`);
}
