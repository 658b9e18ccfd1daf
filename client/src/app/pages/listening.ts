/** Plays a sound given as a data URL; the policy of the page lets no element load one. */
export async function play(url: string): Promise<void> {
  const context = new AudioContext();
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (each) => each.charCodeAt(0));
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(bytes.buffer);
  source.connect(context.destination);
  source.onended = () => void context.close();
  source.start();
}
