/**
 * Knows which cells show outputs of a run that was started in this view, and
 * not saved outputs, nor those of another person's run.
 */
export class RunsHere {
  /**
   * A run of `cell` was asked for here.
   */
  scheduled(cell: string): void {
    this._runs.set(cell, 'asked');
  }

  /**
   * The outputs of `cell` have changed.
   *
   * @param length - How many there are now.
   */
  outputsChanged(cell: string, length: number): void {
    const run = this._runs.get(cell);
    if (run && length > 0) {
      this._runs.set(cell, 'answered');
    } else if (run === 'answered') {
      // Cleared, or run again by somebody else.
      this._runs.delete(cell);
    }
  }

  /**
   * Whether what `cell` shows comes from a run started here.
   */
  has(cell: string): boolean {
    return this._runs.has(cell);
  }

  /**
   * Forget all cells but these.
   */
  keep(cells: ReadonlySet<string>): void {
    for (const cell of this._runs.keys()) {
      if (!cells.has(cell)) {
        this._runs.delete(cell);
      }
    }
  }

  private readonly _runs = new Map<string, 'asked' | 'answered'>();
}
