package io.github.timm4j.data.reader;

/**
 * A picture in a tar file, or in a tar file inside one.
 *
 * @param tar file name of the outer tar file
 * @param inner name of the inner tar file, empty where there is none
 * @param folder what the tar files' names add before the picture's own folder
 * @param name the picture's name inside its tar file
 * @param offset of its bytes in the outer tar file
 * @param size in bytes
 */
record TarImage(String tar, String inner, String folder, String name, long offset, long size) {
    /** The last folder on the way to the picture. */
    String label() {
        String own = FileNames.folder(name);
        String all = folder.isEmpty() || own.isEmpty() ? folder + own : folder + "/" + own;
        int end = all.length();
        while (end > 0 && all.charAt(end - 1) == '/') {
            end--;
        }
        return FileNames.base(all.substring(0, end));
    }
}
