// Checks every link of the built site: pages, anchors, scripts, styles and pictures exist. Ends with 1 otherwise.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const site = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../target/site'))
const base = process.env.SITE_BASE ?? '/'
const pages = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html') && !file.startsWith('javadoc'))
const anchors = new Map()
let links = 0
const broken = []

function hasAnchor(file, anchor) {
  if (!anchors.has(file)) {
    anchors.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\bid="([^"]+)"/g)].map((match) => match[1])))
  }
  return anchors.get(file).has(anchor)
}

for (const page of pages) {
  const html = readFileSync(join(site, page), 'utf8')
  for (const [, link] of html.matchAll(/\b(?:href|src)="([^"]*)"/g)) {
    if (/^([a-z]+:|\/\/)/.test(link)) {
      continue
    }
    links++
    const [path, anchor] = decodeURIComponent(link.replaceAll('&amp;', '&')).split('#')
    let target = path.startsWith(base) ? join(site, path.slice(base.length)) : resolve(dirname(join(site, page)), path)
    target = path === '' ? join(site, page) : target
    target = existsSync(target) && statSync(target).isDirectory() ? join(target, 'index.html') : target
    target = existsSync(target) ? target : `${target}.html`
    if (!existsSync(target)) {
      broken.push(`${page}: ${link}: no such file`)
    } else if (anchor && target.endsWith('.html') && !target.includes('/javadoc/') && !hasAnchor(target, anchor)) {
      broken.push(`${page}: ${link}: no such heading`)
    }
  }
}
if (pages.length < 20) {
  broken.push(`only ${pages.length} pages in ${site}`)
}
broken.forEach((line) => console.error(line))
console.log(`site checked: ${pages.length} pages, ${links} links, ${broken.length} broken`)
process.exit(broken.length === 0 ? 0 : 1)
