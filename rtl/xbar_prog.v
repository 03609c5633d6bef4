// xbar_prog: minimal write path. A command {tile, word line, column, polarity, pulses} becomes that
// many pulses: pulse_o high pulse_cycles, then low gap_cycles. No verify.
// Command accepted in cycle t: the first pulse starts in t+1; ready again after
// pulses * (pulse_cycles + gap_cycles) cycles more. A command with no pulses takes one cycle.
// Works only while enable_i (nothing is being read); busy_o is the programming mode of the array.
`default_nettype none

module xbar_prog #(
  parameter TILE_WIDTH   = 4,
  parameter ROW_WIDTH    = 7,           // bits of a word line
  parameter COLUMN_WIDTH = 7
) (
  input  wire                    clk_i,
  input  wire                    rst_i,
  input  wire                    enable_i,

  input  wire [15:0]             pulse_cycles_i,  // >= 1
  input  wire [15:0]             gap_cycles_i,    // >= 1

  input  wire                    cmd_valid_i,
  output wire                    cmd_ready_o,
  input  wire [TILE_WIDTH-1:0]   cmd_tile_i,
  input  wire [ROW_WIDTH-1:0]    cmd_word_line_i,
  input  wire [COLUMN_WIDTH-1:0] cmd_column_i,
  input  wire                    cmd_polarity_i,  // 1: up, 0: down
  input  wire [7:0]              cmd_pulses_i,

  output wire                    busy_o,
  output wire                    pulse_o,
  output wire [TILE_WIDTH-1:0]   tile_o,
  output wire [ROW_WIDTH-1:0]    word_line_o,
  output wire [COLUMN_WIDTH-1:0] column_o,
  output wire                    polarity_o
);

  reg                    busy_q, pulse_q, polarity_q;
  reg [7:0]              left_q;        // pulses still to start
  reg [15:0]             timer_q;       // cycles left in this part
  reg [TILE_WIDTH-1:0]   tile_q;
  reg [ROW_WIDTH-1:0]    word_line_q;
  reg [COLUMN_WIDTH-1:0] column_q;

  wire accept = cmd_valid_i && cmd_ready_o;

  assign cmd_ready_o = enable_i && !busy_q;
  assign busy_o      = busy_q;
  assign pulse_o     = pulse_q;
  assign tile_o      = tile_q;
  assign word_line_o = word_line_q;
  assign column_o    = column_q;
  assign polarity_o  = polarity_q;

  always @(posedge clk_i) begin
    if (rst_i) begin
      busy_q  <= 1'b0;
      pulse_q <= 1'b0;
    end else if (!busy_q) begin
      busy_q  <= accept && cmd_pulses_i != 8'd0;
      pulse_q <= accept && cmd_pulses_i != 8'd0;
    end else if (timer_q == 16'd1) begin
      pulse_q <= !pulse_q && left_q != 8'd0;
      busy_q  <= pulse_q || left_q != 8'd0;
    end
  end

  always @(posedge clk_i) begin
    if (!busy_q) begin
      timer_q <= pulse_cycles_i;
      left_q  <= cmd_pulses_i - 8'd1;
    end else if (timer_q != 16'd1) begin
      timer_q <= timer_q - 16'd1;
    end else begin
      timer_q <= pulse_q ? gap_cycles_i : pulse_cycles_i;
      if (!pulse_q) left_q <= left_q - 8'd1;
    end
  end

  always @(posedge clk_i) begin
    if (accept) begin
      tile_q      <= cmd_tile_i;
      word_line_q <= cmd_word_line_i;
      column_q    <= cmd_column_i;
      polarity_q  <= cmd_polarity_i;
    end
  end

endmodule

`default_nettype wire
