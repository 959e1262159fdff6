/**
 * Counts what the notebooks of a run were, so that a run that tests nothing is
 * seen.
 */
export class Census {
  unsuitable = 0;
  _judged = 0;
  _rewritten = 0;
  _whole = 0;
  _explained = 0;
  _untouched = 0;
  _failed = 0;
  _starts = {};

  /**
   * @param result - of `judge`
   * @param {Record<string, number>} starts - what was written, by kind
   */
  add(result, starts) {
    this._judged++;
    this._failed += result.trouble.length > 0 ? 1 : 0;
    this._rewritten += result.rewritten ? 1 : 0;
    this._whole += result.rewritten && !result.refused ? 1 : 0;
    this._explained += !result.rewritten && result.left > 0 ? 1 : 0;
    this._untouched += !result.rewritten && result.left === 0 ? 1 : 0;
    for (const [kind, count] of Object.entries(starts)) {
      this._starts[kind] = (this._starts[kind] ?? 0) + count;
    }
  }

  counts() {
    return {
      judged: this._judged,
      rewritten: this._rewritten,
      rewrittenWhole: this._whole,
      explainedOnly: this._explained,
      withoutFinding: this._untouched,
      failed: this._failed,
      unsuitable: this.unsuitable,
      starts: this._starts
    };
  }

  inWords() {
    const starts = Object.entries(this._starts).map(
      ([kind, count]) => `${count} ${kind}`
    );
    return [
      `${this._judged} notebooks: ${this._rewritten} rewritten (${this._whole} wholly), `,
      `${this._explained} explained only, ${this._untouched} without a finding; `,
      `${this.unsuitable} more were no tests. Written: ${starts.join(', ')}.`
    ].join('');
  }

  /** What is wrong where too few notebooks were rewritten, or null. */
  tooFew() {
    return this._rewritten * 2 >= this._judged
      ? null
      : `only ${this._rewritten} of ${this._judged}`;
  }
}
