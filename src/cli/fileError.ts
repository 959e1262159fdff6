/**
 * A file that cannot be read or written as cells; the message says why.
 */
export class FileError extends Error {}
