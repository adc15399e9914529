/** That a server has gone away, or is back. `what` waits for it. */
export function outageText(what: string, address: string, isThere: boolean): string {
  return isThere ? `Redis at ${address} is back.` : `Redis at ${address} is away: ${what} wait until it is back.`;
}

/** That nobody waits for it any more. */
export function silenceAtEndText(what: string, address: string): string {
  return `Redis at ${address} does not answer: ends without it, and ${what} it had go on elsewhere when the server is back.`;
}
