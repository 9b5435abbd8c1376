/** What an application does, to be looked at. */
export type * from './operations.ts';
export { createRecorder, type Recorder } from './recorder.ts';
