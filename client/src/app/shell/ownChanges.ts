/** The change sets that the person made in this tab, in order, and those that he took back. */
export class OwnChanges {
  private made: string[] = [];
  private undos: string[] = [];

  /** Notes an answer to a write: a change of its own, or the undo of one, which brings a change set as well. */
  note(path: string, changeSet: string): void {
    const undone = /^\/changes\/([^/]+)\/undo$/.exec(path)?.[1];
    if (undone === undefined) {
      this.made.push(changeSet);
      this.undos = [];
    } else if (this.undos.includes(undone)) {
      this.undos = this.undos.filter((each) => each !== undone);
      this.made.push(changeSet);
    } else {
      this.made = this.made.filter((each) => each !== undone);
      this.undos.push(changeSet);
    }
  }

  /** What is to be taken back next. */
  get last(): string | undefined {
    return this.made.at(-1);
  }

  /** The undo that is to be undone next. */
  get lastUndo(): string | undefined {
    return this.undos.at(-1);
  }

  /** Leaves out what cannot be taken back, so that the one before can be. */
  forget(changeSet: string): void {
    this.made = this.made.filter((each) => each !== changeSet);
    this.undos = this.undos.filter((each) => each !== changeSet);
  }

  clear(): void {
    this.made = [];
    this.undos = [];
  }
}
