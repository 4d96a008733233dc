// Builds what the browser gets, from npm packages and our own few lines: one style sheet, one script,
// one sprite that holds just the icons the templates name.
import { build } from 'esbuild'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(root, 'weibao/web/static/dist')
mkdirSync(out, { recursive: true })

await build({
  entryPoints: { weibao: join(root, 'assets/weibao.js'), charts: join(root, 'assets/charts.js') },
  outdir: out,
  bundle: true,
  minify: true,
  // Offices run older Chromium-based browsers.
  target: ['chrome90'],
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.svg': 'dataurl' },
  legalComments: 'linked',
  logLevel: 'warning',
})

const named = new Set()
const look = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) look(path)
    else if (/\.(html|py)$/.test(entry.name)) {
      const text = readFileSync(path, 'utf8')
      for (const [, name] of text.matchAll(/\{% icon "([a-z0-9-]+)"/g)) named.add(name)
      for (const [, name] of text.matchAll(/\bicon=["']([a-z0-9-]+)["']/g)) named.add(name)
    }
  }
}
look(join(root, 'weibao'))
const symbols = [...named].sort().map((name) => {
  const svg = readFileSync(join(root, 'node_modules/@tabler/icons/icons/outline', `${name}.svg`), 'utf8')
  const inner = svg.replace(/<!--[\s\S]*?-->/g, '').replace(/^[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '').trim()
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, '')}</symbol>`
})
writeFileSync(join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`)

// Compressed beside each, so that a slow line carries a tenth of it; WhiteNoise sends what the browser takes.
for (const name of ['weibao.css', 'weibao.js', 'charts.js', 'icons.svg']) {
  const content = readFileSync(join(out, name))
  writeFileSync(join(out, `${name}.gz`), gzipSync(content, { level: 9 }))
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(content))
}
