// Locks and flushes can't be trusted on network file systems: a book there is warned of.
import { readFileSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Linux's magic numbers of file systems that live on another machine (statfs(2)). */
const networkMagic = new Map<number, string>([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x73757245, 'Coda'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
]);

/** File-system names of /proc/mounts that live on another machine. */
const networkName =
  /^(nfs\d?|cifs|smb\w*|ncpfs|9p|afs|ceph|glusterfs|lustre|beegfs|gpfs|fuse\.(sshfs|glusterfs|rclone|s3fs|gcsfuse|davfs\w*|smbnetfs|ceph\w*|curlftpfs))$/;

/** What the machine says of a path; tests put their own. */
export interface FileSystemFacts {
  platform: string;
  /** statfs's type of the file system, or null. */
  magic: (path: string) => number | null;
  /** The text of /proc/mounts, or empty. */
  mounts: () => string;
}

const machineFacts: FileSystemFacts = {
  platform: process.platform,
  magic: (path) => {
    try {
      return statfsSync(path).type >>> 0;
    } catch {
      return null;
    }
  },
  mounts: () => {
    try {
      return readFileSync('/proc/mounts', 'utf8');
    } catch {
      return '';
    }
  },
};

/** The name of the network file system that holds the path, or null. On Windows only UNC paths are recognised, not mapped letters; on macOS none. */
export function networkFileSystem(path: string, facts: FileSystemFacts = machineFacts): string | null {
  if (facts.platform === 'win32')
    return /^(\\\\|\/\/)(?![?.][\\/](?!UNC))/i.test(path) ? 'a Windows share' : null;
  if (facts.platform !== 'linux') return null;
  const folder = dirname(resolve(path));
  const magic = facts.magic(folder);
  const known = magic === null ? undefined : networkMagic.get(magic);
  if (known) return known;
  let deepest = { point: '', type: '' };
  for (const line of facts.mounts().split('\n')) {
    const [, escaped, type] = line.split(' ');
    if (escaped === undefined || type === undefined) continue;
    const point = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const holds = point === '/' || folder === point || folder.startsWith(`${point}/`);
    // Of two mounts at one point the later covers the earlier.
    if (holds && point.length >= deepest.point.length) deepest = { point, type };
  }
  return networkName.test(deepest.type) ? deepest.type : null;
}

/** The warning as a sentence, or null when the path is on this machine as far as can be told. */
export function networkWarning(path: string, facts: FileSystemFacts = machineFacts): string | null {
  const type = networkFileSystem(path, facts);
  if (type === null) return null;
  return `${path} is on a network folder (${type}). Two machines could write to it at once and damage it: keep the book on this machine’s own disk and its backups on the network.`;
}
