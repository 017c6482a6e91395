export { EventQueue } from './event-queue.js';
export * from './program/index.js';
