/**
 * Queues with Poisson arrivals. λ is the rate of arrivals, μ the rate of one server, ρ = λ/(nμ) the
 * load; times come in the unit of 1/λ. Sources: Kleinrock, "Queueing Systems", vol. 1 (1975), vol. 2
 * (1976); each function names its equation.
 */

/** Means of a stationary queue. */
export interface QueueMeans {
  /** Time before service starts. */
  readonly wait: number;
  /** Time from arrival to departure. */
  readonly response: number;
  /** Customers waiting or in service; by Little, λ × response. */
  readonly present: number;
}

/**
 * Returns the probability that an arrival finds all `servers` busy, given the offered load a = λ/μ:
 * Erlang's C formula (Kleinrock 1, eq. 3.40). By the recursion of Erlang's B formula
 * B(k) = a B(k−1) / (k + a B(k−1)), which neither overflows nor cancels; C = B / (1 − ρ (1 − B)).
 */
export function erlangC(servers: number, offered: number): number {
  checkServers(servers);
  checkStable(offered / servers);
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = (offered * blocking) / (k + offered * blocking);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}

/** M/M/n: one queue before n servers. The wait is C / (nμ − λ) (Kleinrock 1, §3.5). */
export function mmn(servers: number, arrivalRate: number, serviceRate: number): QueueMeans {
  const busy = erlangC(servers, arrivalRate / serviceRate);
  const wait = busy / (servers * serviceRate - arrivalRate);
  return meansOf(wait, 1 / serviceRate, arrivalRate);
}

/** M/M/1 (Kleinrock 1, §3.2). n servers that each get a random n-th of λ are n of these. */
export function mm1(arrivalRate: number, serviceRate: number): QueueMeans {
  const load = arrivalRate / serviceRate;
  checkStable(load);
  return meansOf(load / (serviceRate - arrivalRate), 1 / serviceRate, arrivalRate);
}

/**
 * M/G/1, first come first served: λ E[S²] / (2 (1 − ρ)) is the wait (Pollaczek and Khinchine;
 * Kleinrock 1, eq. 5.64).
 */
export function mg1(arrivalRate: number, meanService: number, secondMoment: number): QueueMeans {
  const load = arrivalRate * meanService;
  checkStable(load);
  return meansOf((arrivalRate * secondMoment) / (2 * (1 - load)), meanService, arrivalRate);
}

/**
 * M/G/1 with processor sharing, the limit of round robin as the quantum goes to 0: the response is
 * E[S] / (1 − ρ), whatever the distribution (Kleinrock 2, §4.4). `wait` is response − service.
 */
export function processorSharing(arrivalRate: number, meanService: number): QueueMeans {
  const load = arrivalRate * meanService;
  checkStable(load);
  return meansOf((meanService * load) / (1 - load), meanService, arrivalRate);
}

/** The response of a job of length x under processor sharing: x / (1 − ρ) (Kleinrock 2, eq. 4.17). */
export function processorSharingResponse(length: number, load: number): number {
  checkStable(load);
  return length / (1 - load);
}

/**
 * Mean response of a job that forks into two tasks, one for each of two M/M/1 queues, and joins:
 * (12 − ρ)/8 × 1/(μ − λ) (Flatto and Hahn, SIAM J. Appl. Math. 44 (1984); Nelson and Tantawi, IEEE
 * Trans. Computers 37 (1988), eq. 6). With μ = 1 it is (12 − ρ) / (8 (1 − ρ)).
 */
export function forkJoinOfTwo(arrivalRate: number, serviceRate: number): number {
  const load = arrivalRate / serviceRate;
  checkStable(load);
  return (12 - load) / (8 * (serviceRate - arrivalRate));
}

/** Little's law: customers present = rate of arrivals × mean time in the system (Little 1961). */
function little(arrivalRate: number, response: number): number {
  return arrivalRate * response;
}

function meansOf(wait: number, service: number, arrivalRate: number): QueueMeans {
  const response = wait + service;
  return { wait, response, present: little(arrivalRate, response) };
}

/** Throws if there are not that many servers. */
export function checkServers(servers: number): void {
  if (!Number.isSafeInteger(servers) || servers < 1) {
    throw new RangeError(`servers: expected an integer from 1, received ${servers}`);
  }
}

/** Throws unless a stationary state exists. */
export function checkStable(load: number): void {
  if (!(load >= 0 && load < 1)) {
    throw new RangeError(
      `load: expected from 0 to below 1 (else the queue grows for ever), received ${load}`,
    );
  }
}
