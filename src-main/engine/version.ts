// The version that runs record. Imported from package.json, so a build carries it inside.
import packageFile from '../../package.json' with { type: 'json' };

/** Version of the program whose engine computed a result. */
export const ENGINE_VERSION: string = packageFile.version;
