/** A program whose last edge is missing. */
export const words = `/// How many words are there?
input folder: dir = "texts"
output answer: string = total

task find_texts(folder: dir) -> string[]:
  sh "ls #{folder}/*.md"
task count(text: file) -> int:
  sh "wc -w < #{text}"
task total(counts: int[]) -> string:
  sh "echo #{sum(counts)} words"

edge find_texts -> count

start: find_texts(folder)

when find_texts done as found:
  for text in found.result: count(text)

when no more count: total(all count)
`;

/** The same, with the edge. */
export const wholeWords = words.replace("edge find_texts -> count", "edge find_texts -> count -> total");

export const texts = { "texts/a.md": "one two three\n", "texts/b.md": "four five\n" };
