/**
 * What ends process groups when this process dies so suddenly that it cannot do it itself: a small process that is told of each group and
 * sees its standard input end with this one. What it left running would go on writing where a resumed run works.
 */
import { spawn, type ChildProcess } from "node:child_process";
import type { Writable } from "node:stream";

// POSIX, for any shell. Interruptions are for this process to deal with.
const script = `
trap '' HUP INT TERM
groups=' '
folder=
while read -r sign what; do
  case $sign in
    +) groups="$groups$what " folder= ;;
    -) case $groups in *" $what "*) groups="\${groups%% $what *} \${groups#* $what }" ;; esac ;;
    in) folder=$what ;;
  esac
done
for group in $groups; do kill -KILL "-$group"; done
test "$folder" || exit
if test -d "$folder"; then
  for process in /proc/[0-9]*; do
    test "$process/cwd" -ef "$folder" && kill -KILL "-\${process#/proc/}"
  done
else
  for process in /proc/[0-9]*; do
    test "$(readlink "$process/cwd")" = "$folder (deleted)" && kill -KILL "-\${process#/proc/}"
  done
fi
`;

let input: Writable | undefined;

/** To be called before a group is started: so it is told of in the same moment. */
export function prepareGuard(): void {
  input ??= start();
}

/**
 * The next group is about to be started in a folder in which no other is: it may be at work before it can be told of. (On Linux; elsewhere
 * what is started in the very moment in which this process dies goes on.)
 */
export function expectGroup(folder: string): void {
  prepareGuard();
  // What does not fit on a line is not told.
  if (!folder.includes("\n")) input?.write(`in ${folder}\n`);
}

/** From now on the group ends with this process at the latest, unless the answer is called before. */
export function guard(group: number): () => void {
  prepareGuard();
  input?.write(`+ ${group}\n`);
  return () => void input?.write(`- ${group}\n`);
}

function start(): Writable {
  const child: ChildProcess = spawn("/bin/sh", ["-c", script], {
    // Not a member of this process's group: what ends that must not end it before.
    detached: true,
    cwd: "/",
    env: {},
    stdio: ["pipe", "ignore", "ignore"],
  });
  const { stdin } = child as { readonly stdin: Writable & { unref?: () => void } };
  // Without it a run works as well; only its sudden death leaves something behind.
  child.on("error", () => {});
  stdin.on("error", () => {});
  child.unref();
  stdin.unref?.();
  return stdin;
}
