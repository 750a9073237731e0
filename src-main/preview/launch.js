// What `npm start` runs. Plain JavaScript, so that even a Node that can't read the sources can say so in a sentence.
// May import what launcher.ts imports, once Node is known to be new enough.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  const { launch } = await import('./launcher.ts');
  process.exitCode = await launch();
} else {
  process.stderr.write(
    `Margrave starts from a checkout with Node 22.18 or newer, and this is Node ${process.versions.node}. ` +
      'Install a newer Node, or on Linux x64 run “npm ci” and then “npm start”, which bring their own.\n',
  );
  process.exitCode = 1;
}
