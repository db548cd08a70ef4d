// What a document can be wrong in, below the verdicts: not readable at all, or readable and not to be believed.

/** The text is not what it should be, or is spelled in another way than its only one. */
export class Malformed extends Error {}

/** A text in good form whose signature, key or proof does not hold. `code` is the verdict's reason. */
export class NotBelieved extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}
