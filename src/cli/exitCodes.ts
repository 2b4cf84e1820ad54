/** What a command tells the shell. Documented in docs/guide/commands.md. */
export const exitCodes = { ok: 0, internal: 1, usage: 2, checkFailed: 3, badData: 4, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
