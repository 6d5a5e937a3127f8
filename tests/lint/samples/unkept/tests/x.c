/* unit_x */
