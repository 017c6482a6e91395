/** How the codec names SharedArrayBuffers; the runtime makes the names known on every thread. */
export interface SharedBuffers {
  /**
   * Returns the number of a buffer, the same at every call. Before the payload that names it is
   * published, the buffer must be on its way to every thread.
   */
  idOf(buffer: SharedArrayBuffer): number;
  /**
   * Returns the buffer of a number, the same object at every call.
   *
   * @throws if there is none.
   */
  bufferOf(id: number): SharedArrayBuffer;
}
