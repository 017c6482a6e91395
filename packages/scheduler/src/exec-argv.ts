/**
 * Node's options for the machines. Threads inherit those of the process, if none are given; one that
 * is only for a program on the command line, as in `node --input-type=module -e …`, they would refuse.
 */

const PROGRAM = ['-e', '--eval', '-p', '--print', '-pe'];

/** The part of a worker's options, if there is any need. */
export function execArgvOf(
  given: readonly string[] | undefined,
  inherited: readonly string[],
): { readonly execArgv?: string[] } {
  if (given !== undefined) return { execArgv: [...given] };
  const at = inherited.findIndex((each) => each.startsWith('--input-type'));
  if (at === -1) return {};
  const rest = inherited.toSpliced(at, inherited[at]?.includes('=') === true ? 1 : 2);
  const program = rest.findIndex((each) => PROGRAM.includes(each));
  return { execArgv: program === -1 ? rest : rest.toSpliced(program, 2) };
}
