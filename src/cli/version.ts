/**
 * The version in package.json, which the build puts here.
 */
export const VERSION = process.env.ASYNCIO_HELPER_VERSION ?? '0.0.0';
