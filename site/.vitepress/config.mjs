// The README and docs/ as a site. The pages stay where they are, so that their links also work in the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const repository = 'https://github.com/dl4jregularizers/dl4j-regularizers'
const modules = ['core', 'cpu', 'spark', 'testkit']

const rewrites = {
  'README.md': 'index.md',
  'docs/audit/README.md': 'docs/audit/index.md',
  'dl4j-regularizers-testkit/README.md': 'testkit.md',
}

// Pages of docs/ by group. A page without a group is listed under "More".
const groups = {
  Start: ['existing-network', 'keras-pytorch', 'techniques', 'cifar', 'figures', 'long-runs'],
  Methods: [
    'dropout', 'weightnoise', 'residual', 'fused', 'losses', 'penalties', 'constraints', 'optimizers', 'augment',
    'averaging', 'ensembles', 'earlystopping', 'few-labels', 'transfer', 'multi-task', 'special-networks',
  ],
  Uncertainty: ['inference', 'bayes', 'calibration'],
  Machines: ['platforms', 'cpu', 'gpu', 'distributed', 'benchmarks'],
}

const title = (file) => readFileSync(join(root, file), 'utf8').match(/^# (.*)$/m)[1].replaceAll('`', '')
const names = (folder) =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3)).sort()
const item = (path) => ({ text: title(`${path}.md`), link: `/${path}` })

function sidebar() {
  const pages = names('docs')
  const grouped = Object.values(groups).flat()
  const more = pages.filter((name) => !grouped.includes(name))
  const rules = names('docs/audit').filter((name) => name !== 'README')
  return [
    { text: 'dl4j-regularizers', link: '/' },
    ...Object.entries({ ...groups, More: more }).map(([text, members]) => ({
      text,
      items: members.filter((name) => pages.includes(name)).map((name) => item(`docs/${name}`)),
    })),
    {
      text: 'Audit',
      items: [
        { text: 'The audit', link: '/docs/audit/' },
        { text: 'Rules', collapsed: true, items: rules.map((name) => item(`docs/audit/${name}`)) },
      ],
    },
    {
      text: 'Project',
      items: [
        { text: 'Test kit', link: '/testkit' },
        ...['CONTRIBUTING', 'CHANGELOG', 'SECURITY'].map((name) => item(name)),
      ],
    },
  ]
}

// Units of a layer, two of them dropped.
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#0072b2">
<circle cx="4" cy="4" r="3"/><circle cx="12" cy="12" r="3"/>
<g fill="none" stroke="#0072b2"><circle cx="12" cy="4" r="2.5"/><circle cx="4" cy="12" r="2.5"/></g></svg>`

// Anchors as in the repository's view of the pages.
const slugify = (heading) => heading.toLowerCase().trim().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')

// Links to renamed pages lead to their new names; links to files that are no pages, to the repository.
function linksOfTheRepository(md) {
  const before = md.renderer.rules.link_open ?? ((tokens, i, options, env, self) => self.renderToken(tokens, i, options))
  md.renderer.rules.link_open = (tokens, i, options, env, self) => {
    const href = tokens[i].attrGet('href')
    if (href && !/^([a-z]+:|#|\/)/.test(href)) {
      const [path, heading] = href.split('#')
      const target = resolve(dirname(join(root, env.relativePath)), decodeURIComponent(path))
      const page = rewrites[relative(root, target)]
      if (page) {
        tokens[i].attrSet('href', `/${page}${heading ? `#${heading}` : ''}`)
      } else if (!/\.(md|html)$/.test(path) && existsSync(target)) {
        tokens[i].attrSet('href', `${repository}/blob/main/${relative(root, target)}`)
      }
    }
    return before(tokens, i, options, env, self)
  }
}

// Pages lie outside of this folder: resolves what they import as if they lay inside.
const modulesOfThisFolder = {
  name: 'modules-of-this-folder',
  enforce: 'pre',
  resolveId(id, importer, options) {
    return importer?.startsWith(root) && /^vue(\/|$)/.test(id)
      ? this.resolve(id, join(root, 'site/package.json'), { ...options, skipSelf: true })
      : null
  },
}

export default {
  title: 'dl4j-regularizers',
  description: 'Regularizers for Deeplearning4j',
  lang: 'en-US',
  base: process.env.SITE_BASE ?? '/',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: '..',
  outDir: '../target/site',
  cacheDir: '../target/site-cache',
  srcExclude: ['**/target/**', '**/node_modules/**', 'results/**', 'data/**', '.github/**'],
  rewrites,
  cleanUrls: false,
  lastUpdated: false,
  markdown: { anchor: { slugify }, config: linksOfTheRepository, toc: { slugify }, headers: { slugify } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Quick start', link: '/#quick-start' },
      { text: 'Your network', link: '/docs/existing-network' },
      { text: 'Techniques', link: '/docs/techniques' },
      {
        text: 'Javadoc',
        items: modules.map((name) => ({
          text: `dl4j-regularizers-${name}`,
          link: `/javadoc/${name}/index.html`,
          target: '_blank',
        })),
      },
    ],
    sidebar: sidebar(),
    socialLinks: [{ icon: 'github', link: repository }],
  },
  vite: { plugins: [modulesOfThisFolder] },
  ignoreDeadLinks: [/^\/javadoc\//],
}
