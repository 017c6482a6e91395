// A reporter for jest: writes down how each file of tests went, as soon as it is over (matrix.mjs).
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class MatrixReporter {
  onTestResult(_, result) {
    const { numPassingTests, numFailingTests, numPendingTests, perfStats } = result;
    const line = {
      file: relative(process.cwd(), result.testFilePath),
      passed: numPassingTests,
      failed: numFailingTests,
      skipped: numPendingTests,
      ms: perfStats.end - perfStats.start,
      error: result.testExecError !== undefined && result.testExecError !== null,
    };
    appendFileSync(process.env.MATRIX_LOG, `${JSON.stringify(line)}\n`);
    const isGood = line.failed === 0 && !line.error;
    const seconds = (line.ms / 1000).toFixed(0);
    console.log(
      `${isGood ? 'ok    ' : 'FAILED'}  ${line.file} (${line.passed} tests, ${seconds} s)`,
    );
    if (!isGood) console.log(result.failureMessage);
  }
}
