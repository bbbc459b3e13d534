/**
 * Makes media/icon.png from media/icon.svg, with the Chromium that CHROMIUM names.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const media = fileURLToPath(new URL('../media/', import.meta.url));
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  const drawing = readFileSync(`${media}icon.svg`, 'utf8');
  await page.setContent(`<body style="margin:0;background:transparent">${drawing}</body>`);
  writeFileSync(`${media}icon.png`, await page.screenshot({ omitBackground: true }));
} finally {
  await browser.close();
}
