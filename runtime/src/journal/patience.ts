/** ms that the writer of a journal and its readers may keep each other waiting: by the index of its log, which who comes first makes, or by its end. */
export const PATIENCE = 5000;
