/** What a command needs to have tasks run by Celery's workers. */
export { celery } from "./celery.ts";
