// THE import matrix: each room, and all that it may touch. Nothing else states it; the lint's rules, the test of the
// lint and the README's picture are made from this table. `rooms` are folders of src-main (or one file of such a
// folder), `packages` are npm packages, `node` says which of Node's own modules: none, a list, or 'local' (all that
// open no network connection). A room in `typesOf` may be imported by `import type` alone.

const matrix = {
  'src-main/domain': { rooms: [], packages: ['decimal.js'], node: [] },
  'src-main/contract': { rooms: ['domain'], packages: ['zod'], node: [] },
  'src-main/pricing': {
    rooms: ['domain'],
    packages: [],
    node: [],
  },
  'src-main/scenarios': { rooms: ['domain'], packages: [], node: [] },
  'src-main/margin': { rooms: ['domain', 'pricing', 'scenarios'], packages: [], node: [] },
  'src-main/analysis': {
    rooms: ['domain', 'pricing', 'scenarios', 'margin'],
    packages: [],
    node: [],
  },
  'src-main/book': { rooms: ['domain'], packages: ['better-sqlite3'], node: 'local' },
  'src-main/files': {
    rooms: ['domain', 'contract'],
    packages: ['csv-parse', 'csv-stringify', 'fflate', '@e965/xlsx', 'pdfmake', 'saxes'],
    node: 'local',
  },
  'src-main/engine': {
    rooms: ['domain', 'pricing', 'scenarios', 'margin', 'analysis'],
    packages: [],
    node: 'local',
  },
  'src-main/desk': {
    rooms: ['domain', 'contract', 'book', 'files', 'engine', 'margin/registry.ts'],
    packages: [],
    node: 'local',
  },
  'src-main/shell': { rooms: ['desk', 'contract'], packages: ['electron'], node: 'local' },
  'src-main/cli': {
    rooms: ['desk', 'contract'],
    packages: ['commander', 'cli-table3', 'cli-progress'],
    node: 'local',
  },
  'src-main/preview': { rooms: ['desk', 'contract'], packages: [], node: 'all' },
  'src-renderer': {
    rooms: [],
    typesOf: ['contract'],
    packages: ['svelte', 'bits-ui', 'chart.js', '@lucide/svelte', 'marked'],
    node: [],
  },
};

/** Node's modules that can open a connection, or start something that does so unseen. */
const network = [
  'http',
  'https',
  'http2',
  'net',
  'tls',
  'dgram',
  'dns',
  'dns/promises',
  'inspector',
  'inspector/promises',
  'cluster',
];

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const oneOf = (names) => names.map(escaped).join('|');
const roomPath = (room) =>
  room.endsWith('.ts') ? `src-main/${escaped(room)}$` : `src-main/${escaped(room)}/`;
const packagePath = (names) => `(^|/)node_modules/(@types/)?(${oneOf(names)})/`;
const builtinPath = (names) => `^(node:)?(${oneOf(names)})$`;

/** The forbidden rules of one room: other rooms, packages, Node's modules. */
function rulesOf([room, may]) {
  const from = { path: `^${escaped(room)}/` };
  const reachable = [...may.rooms, ...(may.typesOf ?? [])].map(roomPath);
  const rules = [
    {
      name: `${room} touches only: ${[...may.rooms, ...(may.typesOf ?? []).map((name) => `types of ${name}`)].join(', ') || 'no other room'}`,
      severity: 'error',
      from,
      to: {
        path: '^(src-main|src-renderer|test|out)/',
        pathNot: [`^${escaped(room)}/`, ...reachable.map((path) => `^${path}`)],
      },
    },
    {
      name: `${room} uses only these packages: ${may.packages.join(', ') || 'none'}`,
      severity: 'error',
      from,
      to: {
        dependencyTypes: [
          'npm',
          'npm-dev',
          'npm-optional',
          'npm-peer',
          'npm-no-pkg',
          'npm-unknown',
          'npm-bundled',
        ],
        ...(may.packages.length > 0 ? { pathNot: [packagePath(may.packages)] } : {}),
      },
    },
  ];
  for (const other of may.typesOf ?? []) {
    rules.push({
      name: `${room} takes types alone from ${other}`,
      severity: 'error',
      from,
      to: { path: `^${roomPath(other)}`, dependencyTypesNot: ['type-only'] },
    });
  }
  if (may.node === 'local') {
    rules.push({
      name: `${room} opens no network connection`,
      severity: 'error',
      from,
      to: { path: builtinPath(network), dependencyTypes: ['core'] },
    });
  } else if (may.node !== 'all') {
    rules.push({
      name: `${room} uses of Node only: ${may.node.join(', ') || 'nothing'}`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['core'], ...(may.node.length > 0 ? { pathNot: [builtinPath(may.node)] } : {}) },
    });
  }
  return rules;
}

const rooms = Object.keys(matrix).filter((room) => room.startsWith('src-main/'));
const noRoom = { path: '^src-main/', pathNot: rooms.map((room) => `^${escaped(room)}/`) };

module.exports = {
  forbidden: [
    ...Object.entries(matrix).flatMap(rulesOf),
    // A file without a dependency either way is asked for apart: the first rule sees none of its imports.
    { name: 'every folder of src-main is a room of the matrix', severity: 'error', from: noRoom, to: {} },
    {
      name: 'every folder of src-main is a room of the matrix (a file alone)',
      severity: 'error',
      from: { ...noRoom, orphan: true },
      to: {},
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every import resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(css|svg|png|woff2)$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.svelte', '.json', '.d.ts'],
    },
  },
};

// For the lint's own test. Not enumerable: dependency-cruiser refuses a configuration with keys that it doesn't know.
Object.defineProperty(module.exports, 'matrix', { value: matrix });
