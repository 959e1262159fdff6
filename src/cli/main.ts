#!/usr/bin/env node
import { run } from './commandLine';

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// Whoever reads may stop reading, as `head` does.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
    throw error;
  }
});

void run(process.argv.slice(2), {
  stdin: readStdin,
  stdout: text => process.stdout.write(text),
  stderr: text => process.stderr.write(text)
}).then(
  code => {
    process.exitCode = code;
  },
  error => {
    process.stderr.write(`asyncio-helper: ${error?.stack ?? error}\n`);
    process.exitCode = 2;
  }
);
