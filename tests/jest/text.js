/**
 * Jest transform: a file as its text, like an import `with { type: 'text' }`.
 */
module.exports = {
  process(source) {
    return {
      code: `module.exports = { __esModule: true, default: ${JSON.stringify(source)} };`
    };
  }
};
