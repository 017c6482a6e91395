/** What the file of a policy exports. */

import type { PolicySource } from '../program/policy.js';

/** A policy with its name. */
export interface NamedPolicy {
  /** As users write it. */
  readonly name: string;
  /** What it does, in a line. */
  readonly about: string;
  readonly policy: PolicySource;
}

/** A family of policies: `steal-N`, for any number. */
export interface NumberedPolicy {
  /** Without the number: `steal`. */
  readonly name: string;
  readonly about: string;
  /** Throws if there is no such policy for the number. */
  make(n: number): PolicySource;
}
