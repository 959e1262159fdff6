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
    if (this._together === null) {
      const together = (this._together = new Set());
      // Cells that one action runs are scheduled without a pause.
      setTimeout(() => {
        if (this._together === together) {
          this._together = null;
        }
      });
    }
    this._together.add(cell);
    this._groups.set(cell, this._together);
  }

  /**
   * The cells, itself among them, that were asked to run together with `cell`,
   * and were not asked again since.
   */
  togetherWith(cell: string): ReadonlySet<string> {
    const group = this._groups.get(cell) ?? [];
    const same = [...group].filter(other => this._groups.get(other) === group);
    return new Set(same.length > 0 ? same : [cell]);
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
    for (const cell of this._groups.keys()) {
      if (!cells.has(cell)) {
        this._groups.delete(cell);
      }
    }
  }

  private readonly _runs = new Map<string, 'asked' | 'answered'>();
  private readonly _groups = new Map<string, Set<string>>();
  private _together: Set<string> | null = null;
}
