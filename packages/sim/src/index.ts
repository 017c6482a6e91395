export { EventQueue } from './event-queue.js';
