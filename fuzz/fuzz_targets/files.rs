//! Files as they stand on disk: any bytes, any encoding, mended and written back.
#![no_main]

use customary::workspace::Content;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some(content) = Content::new(data.to_vec()) {
        assert_eq!(&*content.bytes(), data);
        assert_eq!(content.with_text(content.text()), content);
        let offsets = content.offsets();
        assert_eq!(offsets.byte(content.text().len()), data.len());
    }
});
