import { defineRule } from '../../core/rule';
import { looksContinued } from '../../languages/dockerfile/continuations';
import type { DockerfileDocument } from '../../languages/dockerfile/model';
import type { Instruction } from '../../languages/dockerfile/nodes';
import { short } from '../../languages/dockerfile/suggest';

export default defineRule({
  id: 'dockerfile/missing-continuation',
  summary: 'End a line with the escape character where its command goes on',
  category: 'correctness',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fixable: 'sometimes',
  messages: {
    missing: 'No instruction begins with 
