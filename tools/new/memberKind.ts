/** The names of one member, made from the one its author chose. */
export interface MemberName {
  /** `net-ratio` */
  readonly id: string;
  /** `netRatio`: its export and its file. */
  readonly name: string;
  /** `Net ratio` */
  readonly title: string;
}

/** A plural thing of the architecture: a folder of one-file members and the list that names them. */
export interface MemberKind {
  readonly id: string;
  readonly folder: string;
  /** The file whose one array names every member. */
  readonly list: string;
  readonly source: (member: MemberName) => string;
  readonly unitTest: (member: MemberName) => string;
  /** Where the kind has a docs page for each member. */
  readonly page?: { readonly folder: string; readonly text: (member: MemberName) => string };
  /** Set where the kind's contract tests allow no digits in an id. */
  readonly lettersOnly?: true;
}

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const kebabLetters = /^[a-z]+(-[a-z]+)*$/;

/** @throws Error when the id is no kebab-case name, with the rule that it breaks */
export function memberNameOf(id: string, { lettersOnly }: MemberKind): MemberName {
  if (!kebab.test(id)) throw new Error(`"${id}" is not a kebab-case name, like net-ratio`);
  if (lettersOnly && !kebabLetters.test(id)) throw new Error(`"${id}" must be a kebab-case name without digits`);
  return {
    id,
    name: id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    title: id.replace(/-/g, " ").replace(/^./, (letter) => letter.toUpperCase()),
  };
}
