// The header of a run's data: what is told in words, and the names that columns refer to.

import { Shape } from './bodies';

export type Position = number;  // of an event, from 0
export type Process = number;   // index in processes

export interface Fault {
  id: number;
  kind: string;
  text: string;
  begin: Position;  // -1: none
  end: Position;
  beginTime: number;
  endTime: number;
  nodes: Process[];
  groups: Process[][];
}

export interface StoryLine {
  at: number;
  text: string;
  events: Position[];
  decides: boolean;
  state: boolean;
}

export interface Finding {
  title: string;
  note: string;
  checker: string;
  kind: string;
  text: string;
  value: string | null;
  nodes: Process[];
  operations: number[];
  bad: number[];
  notes: [number, string][];
  messages: number[];
  leftOut: number;
  lacking?: Process[];  // that told they had the value, and do not have it
  faults: number[];
  window: [Position, Position];
  story: StoryLine[];
  storyLeftOut: number;
  remarks: string[];
  why: string[];
  drawing: string | null;
}

export interface Header {
  format: number;
  verdict: 'valid' | 'invalid' | 'unknown';
  title: string;
  workload: string;
  program: string;
  seed: string;
  nodes: number;
  reproduce: string;
  fingerprint: string;
  version: string;
  end: number;
  processes: string[];
  types: string[];
  shapes: Shape[];
  functions: string[];
  kinds: string[];
  lossCauses: string[];
  ends: 'rank' | 'distance';
  faults: Fault[];
  phases: { name: string; event: Position }[];
  ranges: [number, number][];
  cut: string;
  groups: { title: string; findings: number[] }[];
  findings: Finding[];
  about: [string, string][];
  figures: [string, string][];
  evidence: string[];
  drawings: [string, string][];
  difference: { event: Position; text: string } | null;
}
